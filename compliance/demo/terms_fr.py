"""French stock of terms and conditions; the format is described in `terms_en` and read by `clauses`."""

TITLES = {
    "news": ("Conditions générales d’utilisation", "Conditions d’utilisation du site"),
    "marketplace": ("Conditions générales d’utilisation", "Conditions générales de la place de marché"),
    "open_data": ("Conditions d’utilisation et de réutilisation", "Conditions de réutilisation des données"),
    "travel": ("Conditions générales d’utilisation", "Conditions d’utilisation"),
    "repository": ("Politique de l’archive et conditions d’utilisation", "Conditions d’utilisation"),
    "media": ("Conditions générales d’utilisation", "Conditions du service"),
    "jobs": ("Conditions générales d’utilisation", "Conditions applicables aux candidats et aux recruteurs"),
}

GENERAL = """
== about: Objet et champ d’application / Objet / Présentation du service
- Le service {service} est édité par {name}, {city} (ci-après « nous »). Les présentes conditions s’appliquent
  à toute utilisation de {site} et de ses sous-domaines.
~ Les présentes conditions fixent les règles selon lesquelles {name}, dont le siège est à {city}, met
  {service} à la disposition du public à l’adresse {site}.
- En utilisant {service}, vous acceptez ces conditions. Si vous ne les acceptez pas, vous devez cesser
  d’utiliser le service.
~ L’accès au service vaut acceptation des présentes conditions. Lorsque vous agissez pour une entreprise ou
  une administration, vous déclarez avoir le pouvoir de l’engager.
- Certains services obéissent à des conditions particulières. En cas de contradiction, celles-ci l’emportent
  pour le service concerné.
~ Des conditions particulières peuvent compléter le présent document. Elles sont portées à votre connaissance
  avant toute souscription.
- Le service est réservé aux personnes âgées d’au moins {age} ans, ou autorisées par leur représentant légal.
+ Les titres des articles n’ont qu’une valeur indicative.

== accounts: Compte utilisateur / Inscription et compte
- Certaines fonctions nécessitent un compte. Les informations fournies lors de l’inscription doivent être
  exactes et tenues à jour.
~ L’inscription suppose une adresse électronique valide. Chaque personne ne peut détenir qu’un seul compte.
- Vos identifiants sont confidentiels. Toute utilisation suspecte doit nous être signalée sans délai à
  {email}.
~ Vous êtes responsable des opérations effectuées depuis votre compte jusqu’à ce que vous nous ayez signalé
  son usage frauduleux.
- Le compte est personnel et ne peut être ni cédé ni vendu.
- Vous pouvez supprimer votre compte à tout moment dans les paramètres, sous réserve des obligations légales
  de conservation.
~ La clôture du compte peut être demandée à {email} ; elle est effective sous {notice} jours.
+ Les comptes inactifs depuis 24 mois peuvent être supprimés après deux rappels.

== user_content: Contributions des utilisateurs / Contenus publiés par les utilisateurs
- Vous conservez vos droits sur ce que vous publiez. Vous nous accordez une licence non exclusive et gratuite,
  pour le monde entier, dans la mesure nécessaire au fonctionnement du service.
~ Vos contributions restent votre propriété. Nous recevons le droit non exclusif de les héberger et de les
  présenter tant qu’elles sont en ligne.
- Vous garantissez que vos contributions ne portent pas atteinte aux droits de tiers.
~ Vous ne pouvez publier que des contenus dont vous détenez les droits ; la preuve peut vous en être demandée.
- Tout contenu illicite peut être signalé à {email}. Nous répondons sous {notice} jours et motivons notre
  décision.
~ Chaque contribution peut être signalée au moyen du lien prévu à cet effet. L’auteur et le plaignant sont
  informés des suites données.
- L’auteur d’une contribution retirée peut former un recours dans un délai de {complaint} jours.
+ Les contributions produites à l’aide d’un générateur de texte ou d’images doivent être signalées comme
  telles.

== conduct: Règles de conduite / Obligations de l’utilisateur
- Il est interdit d’utiliser le service à des fins illicites, de harceler autrui ou de diffuser des contenus
  frauduleux ou discriminatoires.
~ Vous vous engagez à utiliser le service loyalement, sans menaces, sans usurpation d’identité et sans
  publicité déguisée.
- Il est interdit d’entraver le fonctionnement technique du service, d’y introduire un programme malveillant
  ou d’accéder à des zones non ouvertes au public.
~ Toute tentative de surcharge ou de contournement des mesures de sécurité est interdite. Les failles peuvent
  être signalées à {email}.
- Vous ne devez pas laisser croire que vous agissez en notre nom ou au nom d’une autorité publique.
- En cas de manquement, nous pouvons vous avertir, restreindre certaines fonctions ou suspendre l’accès, en
  privilégiant la mesure la moins sévère.
~ Les manquements donnent lieu, selon leur gravité, à un avertissement, à une suspension ou à la fermeture du
  compte.
+ L’affichage de nos pages dans un cadre tiers n’est pas autorisé.

== ip: Propriété intellectuelle / Droits de propriété intellectuelle
- Les textes, images, logiciels et bases de données du service {service} sont protégés. Les droits
  appartiennent à {name} ou à ses concédants.
~ {service} constitue une œuvre protégée et une base de données au sens du code de la propriété
  intellectuelle. Aucun droit de propriété ne vous est transféré.
- Les noms et logos sont des marques. Ils ne peuvent être employés d’une manière qui laisse croire à un
  partenariat.
- Les mentions relatives aux auteurs et aux droits ne doivent pas être supprimées.
~ Toute copie autorisée doit reproduire le nom de l’auteur et la mention de droits.
- Les titulaires de droits peuvent adresser leurs demandes à {email} en indiquant l’adresse de la page
  concernée.
+ Le producteur de la base de données s’oppose à l’extraction de parties substantielles dans les limites
  prévues par la loi.

== privacy: Données personnelles / Protection des données
- La politique de confidentialité, accessible depuis chaque page, décrit les traitements de données
  personnelles que nous mettons en œuvre.
~ Les traitements de données personnelles sont décrits dans notre politique de confidentialité, qui ne fait
  pas partie du présent contrat.
- Les traceurs qui ne sont pas indispensables au service ne sont déposés qu’avec votre consentement.
+ Vous pouvez demander à tout moment une copie, dans un format courant, des données que vous nous avez
  fournies.

== availability: Disponibilité / Disponibilité du service
- Nous nous efforçons d’assurer un accès continu au service, sans garantir une disponibilité particulière.
~ Les opérations de maintenance sont menées de préférence la nuit ; les interruptions longues sont annoncées.
- Nous pouvons modifier, compléter ou supprimer des fonctions. La suppression d’une fonction payante ouvre
  droit au remboursement de la part non utilisée.
- Les liens vers d’autres sites sont fournis à titre d’information. Leur contenu n’engage que leurs éditeurs.

== liability: Responsabilité / Garantie et responsabilité
- Aucune clause ne limite notre responsabilité en cas de faute lourde, de dol ou de dommage corporel.
~ Notre responsabilité n’est pas limitée lorsque la loi l’interdit.
- Dans les autres cas, notre responsabilité est limitée aux dommages prévisibles et à {cap} par sinistre.
~ Pour le surplus, le montant total des réparations ne peut excéder {cap} par année.
- Les informations publiées sont établies avec soin mais peuvent être incomplètes ou dépassées. Elles ne
  remplacent pas un conseil personnalisé.
~ Nous ne garantissons ni l’exhaustivité ni l’actualité des informations ; vérifiez les points importants
  auprès d’une autre source.
- Les dommages indirects, tels que la perte de chiffre d’affaires, sont exclus à l’égard des professionnels.
+ Aucune des parties ne répond d’un retard causé par un cas de force majeure.

== termination: Durée et résiliation / Résiliation
- Le contrat est conclu pour une durée indéterminée. Chaque partie peut y mettre fin par écrit avec un préavis
  de {notice} jours.
~ Vous pouvez cesser d’utiliser le service à tout moment. Les abonnements payants prennent fin à l’échéance de
  la période réglée.
- En cas de manquement grave ou répété, nous pouvons suspendre l’accès sans préavis. Les motifs vous sont
  communiqués.

== changes: Modification des conditions / Évolution des présentes conditions
- Nous pouvons modifier ces conditions lorsque la loi, la technique ou le service évoluent. Les utilisateurs
  inscrits en sont informés au moins {notice} jours à l’avance.
~ La version en vigueur est publiée sur {site}. Les modifications importantes sont annoncées {notice} jours
  avant leur entrée en vigueur.
- Si vous refusez une modification, vous pouvez résilier le contrat avant son entrée en vigueur.
+ Les versions antérieures peuvent être obtenues sur demande.

== law: Droit applicable et litiges / Loi applicable
- Les présentes conditions sont soumises {law}. Les consommateurs conservent la protection des règles
  impératives de leur pays de résidence.
- À défaut d’accord amiable, les litiges relèvent {courts}.
~ Les litiges entre professionnels relèvent {courts}.
- Toute réclamation peut être adressée à {email} ; une réponse est apportée sous {complaint} jours.
~ Le consommateur peut recourir gratuitement au médiateur de la consommation après une réclamation écrite
  restée sans réponse pendant {complaint} jours.
- La nullité d’une clause n’affecte pas la validité des autres.

== contact: Contact / Nous contacter
- Pour toute question relative à ces conditions, écrivez à {email}.
~ {name}, service juridique, {city}, {email}.
"""

# Sections that only some documents have, whatever the kind of service.
EXTRA = """
== extra/definitions: Définitions
- « Contenu » désigne les textes, images, enregistrements, données et métadonnées accessibles au moyen du
  service, ainsi que leur agencement.
- « Utilisateur » désigne toute personne qui consulte une page du service, avec ou sans compte. «
  Professionnel » désigne l’utilisateur qui agit dans le cadre de son activité.
- L’écrit comprend le courrier électronique, sauf exigence légale contraire.
== extra/complaints: Signalements et recours / Traitement des signalements
- Tout contenu illicite peut être signalé au moyen du formulaire placé sous chaque contribution ou à {email}.
  Le signalement indique l’emplacement du contenu et un motif vérifiable.
- Nous accusons réception du signalement, statuons dans les meilleurs délais et informons les deux parties. La
  décision mentionne les faits et la règle sur lesquels elle se fonde.
- La décision peut être contestée sans frais pendant six mois. Les recours ne sont pas tranchés par un
  logiciel seul.
~ Un recours est ouvert pendant six mois ; il est examiné par une personne qui n’a pas pris part à la première
  décision.
- Nous publions chaque année le nombre de signalements et de recours reçus et la suite qui leur a été donnée.
== extra/general: Dispositions générales / Dispositions diverses
- Les droits nés du présent contrat ne peuvent être cédés sans notre accord. Nous pouvons transférer le
  contrat à un successeur ; vous pouvez alors le résilier sous {notice} jours.
- Le fait de ne pas exercer un droit immédiatement ne vaut pas renonciation.
- Toute dérogation aux présentes conditions doit être convenue par écrit.
~ Le présent document contient l’intégralité de l’accord des parties sur l’utilisation du service.
== extra/advertising: Publicité et partenaires
- Une partie du service est financée par la publicité. Les annonces sont signalées et n’influencent pas les
  contenus.
- Les offres de tiers présentées sur nos pages n’engagent que leurs auteurs.
- Certains liens nous procurent une commission, sans incidence sur le prix que vous payez.
"""

KINDS = """
== news/reading: Abonnements / Articles gratuits et abonnements
- Un nombre limité d’articles est accessible gratuitement chaque mois. Les autres sont réservés aux abonnés.
~ Les articles signalés par une clé sont réservés aux abonnés ; les autres sont financés par la publicité.
- L’abonnement est reconduit pour une durée identique, sauf résiliation avant l’échéance.
~ L’abonnement mensuel peut être résilié à tout moment ; l’abonnement annuel l’est avec un préavis de {notice}
  jours.
- L’accès est personnel. Les entreprises, bibliothèques et administrations doivent souscrire une licence
  collective.
~ Les revues de presse et les diffusions internes font l’objet d’une licence distincte.
+ Les abonnés ont accès aux archives depuis 1997.

== news/editorial: Contenus rédactionnels / Rédaction et rectifications
- La rédaction est indépendante des annonceurs et des actionnaires. Les contenus publicitaires sont signalés.
- Les erreurs sont rectifiées au pied de l’article, avec la date et la nature de la correction.
~ Les demandes de rectification sont reçues à {email} ; les corrections importantes sont mentionnées dans
  l’article.
- Les cours de bourse, résultats sportifs et prévisions météorologiques proviennent d’agences et peuvent être
  différés.
+ Les résumés produits à l’aide d’un logiciel sont relus par la rédaction et signalés.

== news/comments: Commentaires des lecteurs / Espace de discussion
- Les commentaires sont ouverts pendant 48 heures et relus avant publication.
~ Les commentaires hors sujet, injurieux ou publicitaires sont supprimés par les modérateurs.
- Le courrier des lecteurs peut être abrégé et publié avec le nom et la commune de son auteur.

== marketplace/role: Rôle de la place de marché / Rôle d’intermédiaire
- {service} met en relation acheteurs et vendeurs. Le contrat de vente est conclu entre eux seuls.
~ Les offres émanent de vendeurs indépendants, sauf mention « vendu et expédié par {name} ».
- Chaque offre précise si le vendeur est un professionnel. Le droit de rétractation ne s’exerce pas à l’égard
  d’un particulier.
- Le classement des offres dépend de leur pertinence, de leur prix livraison comprise, de l’évaluation du
  vendeur et des mises en avant payantes, qui sont signalées.
~ Les offres sont classées selon la pertinence, le délai de livraison et la qualité du vendeur ; les offres
  sponsorisées sont identifiées.
+ Les vendeurs professionnels doivent communiquer leur nom, leur adresse et leur numéro d’immatriculation
  avant de publier une offre.

== marketplace/buying: Commandes et paiement / Achats
- La commande devient ferme lorsque le vendeur l’accepte ou expédie le bien.
~ En cliquant sur « Commander et payer », vous formulez une offre ferme que le vendeur peut accepter dans les
  trois jours ouvrés.
- Les paiements sont assurés par un prestataire agréé. Le prix est reversé au vendeur {complaint} jours après
  la livraison, sauf réclamation.
- La protection de l’acheteur couvre les commandes réglées sur {service} dans la limite de {cap}.

== marketplace/selling: Vendeurs et commissions / Règles applicables aux vendeurs
- Les vendeurs acquittent une commission sur le prix de vente. Le barème est modifié avec un préavis de
  {notice} jours.
~ La publication d’annonces est gratuite pour les particuliers. Les professionnels acquittent un abonnement et
  une commission.
- Les produits interdits, rappelés ou contrefaits ne peuvent être proposés.
- Les coordonnées et liens qui détournent l’acheteur de la place de marché sont interdits.
+ Le vendeur peut télécharger à tout moment les données relatives à ses annonces et à ses ventes.

== open_data/catalogue: Le catalogue / Jeux de données
- {service} recense des jeux de données que des organismes publics et leurs partenaires ouvrent à la
  réutilisation. Chaque fiche indique le producteur, la licence, la date et un contact.
~ Le catalogue présente des jeux de données et leurs métadonnées, lesquelles sont librement réutilisables.
- Les données sont proposées en téléchargement et, lorsque la fiche l’indique, au moyen d’une interface de
  programmation.
~ Pour tout besoin supérieur à quelques milliers d’enregistrements, nous recommandons les fichiers complets,
  reconstruits chaque nuit.
- Le producteur est responsable de ses données. Les erreurs signalées sont corrigées par lui et consignées
  dans l’historique.
- Un jeu de données peut être retiré s’il contient des données personnelles ou des droits de tiers.
+ Les jeux de données qui ne sont plus tenus à jour sont archivés et restent en ligne pendant dix ans.

== open_data/quality: Mise à jour et qualité / Qualité des données
- La fréquence de mise à jour est indicative et ne constitue pas un engagement.
~ Les chiffres peuvent être révisés ; les valeurs provisoires sont suivies de la lettre p.
- Les coordonnées et limites sont approximatives et ne peuvent fonder une décision juridique.

== travel/booking: Recherche et réservation / Réservations
- {service} compare des offres d’hôtels, de compagnies aériennes et d’agences. Le contrat est conclu avec le
  prestataire désigné avant la réservation.
~ Nous agissons en qualité d’intermédiaire. Les conditions du prestataire mentionné dans la confirmation
  s’appliquent également.
- Les prix comprennent les taxes et frais obligatoires communiqués par le prestataire. La taxe de séjour peut
  être due sur place.
- L’annulation obéit aux conditions du prestataire. Nos frais de dossier ne sont remboursés que si
  l’annulation est de son fait.
~ L’annulation est possible depuis votre compte jusqu’à l’heure indiquée dans la confirmation. Le
  remboursement intervient sous 14 jours.
- Il vous appartient de vérifier les formalités d’entrée et de santé.
+ Les forfaits touristiques sont signalés et bénéficient d’une garantie contre l’insolvabilité.

== travel/reviews: Avis des voyageurs / Notes et avis
- Les avis sont rédigés par des clients dont le séjour est achevé. Ils sont publiés sans modification, sauf
  contenu illicite.
~ Un avis peut être déposé dans les 60 jours suivant le voyage. Le prestataire dispose d’un droit de réponse.
- La note globale est la moyenne des notes des 36 derniers mois.

== repository/deposit: Dépôt et conservation / Dépôt des travaux
- L’archive accueille les thèses, articles, jeux de données et supports de cours des membres de l’université.
  Les auteurs conservent leurs droits et accordent à l’université le droit non exclusif de conserver et de
  diffuser leurs travaux.
~ Les travaux sont déposés par leurs auteurs ou par la bibliothèque. L’auteur certifie qu’aucun contrat
  d’édition ne s’y oppose.
- Les travaux sont conservés au moins vingt ans et reçoivent un identifiant pérenne.
- Pendant l’embargo, seule la notice est visible.
- Un travail peut être retiré en cas de plagiat avéré ou à la demande du titulaire des droits ; la notice
  demeure.
+ Chaque nouvelle version d’un jeu de données reçoit son propre identifiant.

== repository/metadata: Notices et textes intégraux / Réutilisation des notices
- Les notices peuvent être réutilisées à toute fin, à l’exception des coordonnées de personnes.
~ Les notices descriptives sont libres. Merci d’indiquer leur origine et de renvoyer à l’identifiant.
- Chaque texte intégral porte la licence choisie par son auteur. À défaut, seules les exceptions légales
  s’appliquent.
- Les notices peuvent être moissonnées par l’interface OAI-PMH, par date et par collection.

== media/streaming: Écoute et visionnage / Écoute en ligne
- {service} permet l’écoute en ligne et, avec un abonnement, l’enregistrement pour une écoute hors connexion
  dans nos applications.
~ L’écoute est réservée au cercle de famille et limitée à trois appareils. Toute diffusion publique exige une
  licence distincte.
- Le catalogue évolue. Un titre peut disparaître lorsque son titulaire le retire.
- L’écoute gratuite est financée par la publicité, qu’il est interdit de contourner par un moyen technique.
+ Les paroles sont affichées sous licence de leurs éditeurs et ne peuvent être copiées.

== media/creators: Artistes et chaînes / Créateurs
- Le créateur garantit détenir tous les droits sur les contenus qu’il dépose, y compris ceux des interprètes
  et des producteurs.
~ Les reprises et remixages supposent l’autorisation préalable des titulaires de droits.
- Les revenus sont partagés selon le contrat de créateur. Les écoutes artificielles sont déduites.
- Les litiges relatifs à une reconnaissance d’empreinte sont tranchés par une personne.

== jobs/listings: Offres d’emploi / Annonces
- Seuls des postes réellement vacants peuvent être proposés. L’annonce précise l’employeur, le lieu de travail
  et le type de contrat.
~ Les annonces qui réclament de l’argent aux candidats ou ne servent qu’à collecter des curriculum vitæ sont
  supprimées.
- Une annonce est publiée pendant 30 jours et peut être renouvelée une fois sans frais.
- Les annonces ne doivent comporter aucune discrimination.
+ Les annonces reprises du site de l’employeur sont signalées et renvoient à l’original.

== jobs/candidates: Candidats / Candidatures et profils
- Le profil n’est visible des recruteurs qu’avec l’accord du candidat, qui peut exclure certaines entreprises.
~ Le candidat décide seul de la visibilité de son profil.
- Les candidatures sont transmises sans modification ; une copie est conservée pendant six mois.
- Le recruteur supprime les données des candidats au plus tard six mois après la fin de la procédure.
"""

POSITIONS = """
== scraping.prohibited
- L’utilisation de robots, d’aspirateurs de site ou de tout autre procédé automatisé pour consulter, copier ou
  surveiller le contenu du service est interdite. Cette interdiction vaut aussi pour les pages librement
  accessibles.
- Toute extraction systématique ou automatisée du contenu de {site}, totale ou partielle, est interdite. Il
  n’est pas tenu compte de l’outil employé ni de la fréquence des requêtes.
- Les requêtes automatisées et la collecte d’annonces, de prix ou de données d’utilisateurs ne sont pas
  autorisées.
== scraping.permission
- L’accès automatisé au service est subordonné à notre accord écrit préalable. Les demandes, précisant la
  finalité et le volume, sont à adresser à {email}.
- Nul ne peut moissonner ou reproduire {site} sans licence écrite de {name}. Les licences sont accordées à
  titre onéreux et pour une finalité déterminée ; écrire à {email}.
== scraping.rate
- La consultation automatisée des pages publiques est autorisée dans la limite de {rate} requêtes par minute.
  Le programme doit indiquer son nom et une adresse de contact.
- Les programmes peuvent lire la partie publique de {site} à condition de ne pas dépasser {rate} requêtes par
  minute. Au-delà, l’accès est bloqué sans préavis.
== scraping.allowed
- Les pages publiques peuvent être consultées par des moyens automatisés, sous réserve de ne pas nuire au
  fonctionnement du service. Aucune inscription n’est requise.
- La lecture et le téléchargement automatisés des contenus publiés sont les bienvenus. Pour de grands volumes,
  nous pouvons vous indiquer une voie plus rapide.
== scraping.vague
- L’usage automatisé excédant l’usage normal n’est pas souhaité et peut être limité. L’usage normal s’apprécie
  selon les circonstances.
- Nous nous réservons la faculté de considérer un usage inhabituellement intensif comme un manquement. Aucun
  seuil n’est fixé.
== crawling.search_only
- Les moteurs de recherche peuvent indexer nos pages à la seule fin d’y renvoyer leurs utilisateurs. La
  conservation de copies intégrales n’est pas couverte.
== crawling.robots
- Les robots d’indexation doivent respecter les instructions de notre fichier robots.txt. À défaut, ils ne
  sont pas autorisés à accéder au service.
== ai_training.prohibited
- L’utilisation de nos contenus pour entraîner, tester ou améliorer des systèmes d’intelligence artificielle
  est interdite. La constitution de jeux de données à cette fin est comprise dans l’interdiction.
- Nous nous opposons expressément à la fouille de textes et de données au sens de {mining_law}. Cette
  opposition vise en particulier l’entraînement de modèles de langage.
== ai_training.licence
- L’utilisation de nos contenus pour l’entraînement d’une intelligence artificielle requiert une licence
  distincte. Les demandes sont reçues à {email}.
== ai_training.allowed
- Les données peuvent servir à entraîner et à évaluer des modèles d’apprentissage automatique, y compris à des
  fins commerciales. Merci de le mentionner dans la documentation du modèle.
== ai_training.vague
- Les nouveaux usages techniques de nos contenus, notamment par l’intelligence artificielle, peuvent dans
  certains cas requérir notre accord. Des précisions seront publiées ultérieurement.
== llm_use.prohibited
- Nos articles ne peuvent alimenter des assistants ou agents conversationnels qui les reproduisent ou les
  résument pour des tiers.
== llm_use.conditional
- Les assistants fondés sur un modèle de langage peuvent citer jusqu’à 50 mots d’une page s’ils nomment
  {service} et renvoient à cette page.
== llm_use.allowed
- Les modèles de langage et les assistants peuvent lire, résumer et citer nos pages publiques.
== commercial.prohibited
- Les contenus sont réservés à un usage personnel et non commercial. Tout usage dans le cadre d’une entreprise
  est réputé commercial, même gratuit.
- Toute utilisation commerciale des contenus est exclue. En cas de doute, interrogez-nous au préalable.
== commercial.conditional
- L’utilisation commerciale des contenus suppose un abonnement payant ou un accord particulier.
== commercial.allowed
- Les contenus peuvent être utilisés à toute fin, y compris commerciale. Aucune redevance n’est due.
== resale.prohibited
- La vente, la sous-licence et la location à des tiers de données issues du service {service} sont interdites.
== derivative.allowed
- Vous pouvez adapter, traduire et combiner les contenus avec d’autres. Les modifications doivent être
  signalées.
== derivative.prohibited
- Vous ne pouvez ni adapter, ni traduire, ni combiner les contenus avec d’autres. Le droit de courte citation
  demeure réservé.
== attribution.required
- Toute reproduction doit mentionner la source sous la forme « {attribution} » et comporter un lien vers la
  page d’origine.
- La réutilisation est subordonnée à la mention « {attribution} ». Les contenus modifiés doivent être signalés
  comme tels.
== licence.cc_by
- Sauf mention contraire, les contenus sont placés sous licence Creative Commons Attribution 4.0
  International. Ils peuvent être partagés et adaptés à toute fin, à condition de citer la source et
  d’indiquer les modifications.
- Les données sont diffusées sous licence Creative Commons Attribution 4.0 International (CC BY 4.0). La
  mention à reproduire est « {attribution} ».
== licence.cc_by_nc
- Sauf mention contraire, les contenus sont placés sous licence Creative Commons Attribution – Pas
  d’utilisation commerciale 4.0 International. Pour un usage commercial, écrivez à {email}.
== licence.cc0
- Les données publiées sont librement réutilisables, sans aucune restriction. La mention de la source est
  appréciée mais n’est pas exigée.
- Les données sont versées au domaine public sous CC0 1.0. Elles peuvent être copiées, modifiées et diffusées,
  même à des fins commerciales, sans autorisation.
== storage.conditional
- Les copies de nos données ne peuvent être conservées plus de {retention} et doivent ensuite être effacées ou
  actualisées.
== storage.prohibited
- La conservation de nos données au-delà de la session en cours n’est pas autorisée.
== processing.allowed
- Les organismes de recherche peuvent analyser les contenus par des moyens automatisés à des fins de recherche
  non commerciale. Les copies doivent être protégées et ne pas être transmises.
== geo.conditional
- Le service s’adresse aux utilisateurs situés en {countries} et ne peut être consulté que depuis ces pays.
== time.conditional
- Les contenus ne peuvent être affichés plus de 90 jours après leur publication.
== api.allowed
- Les utilisateurs inscrits peuvent accéder aux données par notre interface de programmation, dans la limite
  de {rate} requêtes par minute. La clé est personnelle et ne peut être transmise.
- L’accès par l’interface de programmation est gratuit jusqu’à {rate} requêtes par minute. Des limites
  supérieures sont possibles sur demande.
== api.required
- L’accès automatisé n’est autorisé qu’au moyen de notre interface de programmation et dans la limite de
  {rate} requêtes par minute. La lecture des pages web par un programme n’est pas admise.
== api.paid
- L’interface de programmation est réservée aux clients titulaires d’un contrat de données. Le contrat fixe le
  volume, les champs et le prix ; la limite technique est de {rate} requêtes par minute.
"""

POSITION_SECTIONS = """
== access: Accès automatisé / Robots et fouille de textes et de données
- Nous pouvons bloquer sans préavis les adresses et les programmes à l’origine de manquements.
~ Nous surveillons la charge de nos serveurs et pouvons ralentir ou bloquer les programmes qui enfreignent ces
  règles.
== reuse: Utilisation des contenus / Réutilisation des contenus / Droits d’usage
- Vous pouvez lire, imprimer et enregistrer des pages pour votre propre usage. Toute autre utilisation suppose
  une autorisation légale, contractuelle ou une licence distincte.
~ Les règles suivantes indiquent ce qui est permis avec les contenus que nous publions. Elles ne limitent pas
  les exceptions légales.
- Les photographies et dépêches d’agence ne sont pas couvertes par ces autorisations.
~ Les contenus de tiers portent le nom de leur titulaire, auquel l’autorisation doit être demandée.
== api: Interface de programmation / Accès des développeurs
- Les clés doivent rester secrètes. Une clé rendue publique peut être révoquée.
~ Chaque application utilise sa propre clé. Il est interdit de répartir une application sur plusieurs clés.
- Les évolutions de l’interface sont annoncées {notice} jours à l’avance. Les versions antérieures restent en
  service pendant six mois.
- Après un statut 429, l’application doit respecter le délai indiqué par l’en-tête Retry-After.
"""
