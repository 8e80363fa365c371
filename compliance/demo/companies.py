"""The invented companies, offices and universities of the demo data, and the sources they run.

None of them exists. A line of `_COMPANIES` is `service | domain | kind | country[/language] | city | operator`;
the operator is only named where it is not the service with the country's legal form. A line of `_PAGES` is
`address | kind | country[/language] | service` for the further sources of a domain: other hosts, or pages with
terms of their own on the main host.
"""

from dataclasses import dataclass

_COMPANIES = """
The Harrowdale Courier | harrowdalecourier.co.uk | news | GB | Leeds
Wexcombe Gazette | wexcombegazette.co.uk | news | GB | Norwich
The Tarnside Observer | tarnsideobserver.co.uk | news | GB | Carlisle
Fenmarket Weekly | fenmarketweekly.co.uk | news | GB | Ely
Pennant & Quill | pennantquill.co.uk | marketplace | GB | Bristol
Attic Row | atticrow.co.uk | marketplace | GB | Brighton
Brennshire Open Data | data.brennshire.gov.uk | open_data | GB | Brennford | Brennshire County Council
Westmarch Statistics | westmarch.gov.uk | statistics | GB | Westmarch | Westmarch Combined Authority
Kelderwick Research Archive | kelderwick.ac.uk | repository | GB | Kelderwick | University of Kelderwick
Ambleford Repository | ambleford.ac.uk | repository | GB | Ambleford | Ambleford College
Lanternhall Players | lanternhall.co.uk | media | GB | Manchester
Copperline Radio | copperlineradio.co.uk | media | GB | Glasgow
Rovestead | rovestead.co.uk | travel | GB | London
Ferrywise | ferrywise.co.uk | travel | GB | Southampton
Plainhealth | plainhealth.org.uk | health | GB | Oxford | The Plainhealth Trust
Millgate Medicines Guide | millgateguide.co.uk | health | GB | Nottingham
Hirewold | hirewold.co.uk | jobs | GB | Birmingham
Trade Bench Jobs | tradebenchjobs.co.uk | jobs | GB | Sheffield
Keystead Homes | keystead.co.uk | real_estate | GB | London
Larkmoor Property | larkmoorproperty.co.uk | real_estate | GB | Exeter
Allotment Talk | allotmenttalk.org.uk | forum | GB | Shrewsbury | Allotment Talk Association
The Lathe Room | latheroom.co.uk | forum | GB | Derby
Narrowgauge Forum | narrowgaugeforum.org | forum | GB | Bangor | Narrowgauge Society
Postlarch | postlarch.io | api | GB | Cambridge
Gridwarden | gridwarden.co.uk | api | GB | Edinburgh
Tidetable Labs | tidetablelabs.com | api | GB | Plymouth
The Cornbrook Ledger | cornbrookledger.com | news | GB | London
Stallhouse | stallhouse.com | marketplace | GB | London
Ravenscar Open Transport | ravenscartransport.org.uk | open_data | GB | York | Ravenscar Transport Partnership
Moorland Weather Archive | moorlandweather.org | open_data | GB | Buxton | Moorland Weather Trust
Tradeloft | tradeloft.com | marketplace | US | Denver, Colorado
Palisade Post | palisadepost.com | news | US | Albany, New York
The Big Fork Sentinel | bigforksentinel.com | news | US | Helena, Montana
Cinder Creek Tribune | cindercreektribune.com | news | US | Boise, Idaho
Harbor & Main | harborandmain.com | news | US | Portland, Maine
Marlow County Data Hub | marlowcounty.gov | open_data | US | Marlow, Ohio | Marlow County Board of Commissioners
Osage Bend Open Data | osagebend.gov | open_data | US | Osage Bend, Missouri | City of Osage Bend
Kittredge State Digital Commons | kittredge.edu | repository | US | Kittredge, Vermont | Kittredge State University
Alder Valley Scholar | aldervalley.edu | repository | US | Corvallis, Oregon | Alder Valley College
Crestlight Audio | crestlightaudio.com | media | US | Nashville, Tennessee
Reelgrove | reelgrove.tv | media | US | Burbank, California
Waymarrow | waymarrow.travel | travel | US | Austin, Texas
Bunkhouse Finder | bunkhousefinder.com | travel | US | Flagstaff, Arizona
Wellspring Answers | wellspringanswers.com | health | US | Rochester, Minnesota
Carepath Library | carepathlibrary.org | health | US | Durham, North Carolina | Carepath Foundation
Rosterfield | rosterfield.com | jobs | US | Columbus, Ohio
Bluestem Careers | bluestemcareers.com | jobs | US | Omaha, Nebraska
Porchlight Realty Search | porchlightsearch.com | real_estate | US | Charlotte, North Carolina
Acre & Eave | acreandeave.com | real_estate | US | Sacramento, California
Pedal Bench | pedalbench.com | forum | US | Bend, Oregon
Backyard Orbit | backyardorbit.org | forum | US | Tucson, Arizona | Backyard Orbit Society
The Sourdough Table | sourdoughtable.com | forum | US | Berkeley, California
Routecast | routecast.dev | api | US | Seattle, Washington
Parcelmint | parcelmint.com | api | US | Chicago, Illinois
Ledgerleaf | ledgerleaf.io | api | US | Boston, Massachusetts
Quillstack | quillstack.dev | api | US | Pittsburgh, Pennsylvania
Nimbus Almanac | nimbusalmanac.com | api | US | Norman, Oklahoma
Formant Desk | formantdesk.com | api | US | Raleigh, North Carolina
Prairie Auction Yard | prairieauctionyard.com | marketplace | US | Fargo, North Dakota
Secondshelf Books | secondshelfbooks.com | marketplace | US | Providence, Rhode Island
Gearhollow | gearhollow.com | marketplace | US | Salt Lake City, Utah
Three Rivers Labor Statistics | threeriverslabor.org | statistics | US | Pittsburgh, Pennsylvania | Three Rivers Labor Institute
Tern Island Public Media | ternisland.org | media | US | Galveston, Texas | Tern Island Public Media
Vantage Parish Records | vantageparish.gov | statistics | US | Vantage, Louisiana | Vantage Parish Clerk
Mesa Verano News | mesaverano.news | news | US | Las Cruces, New Mexico
Openfjord Maps | openfjord.org | open_data | NO | Bergen | Openfjord Association
Nordlys Jobb | nordlysjobb.no | jobs | NO | Tromsø
Sjöstad Bostad | sjostadbostad.se | real_estate | SE | Gothenburg
Tallgren API | tallgren.se | api | SE | Uppsala
Kanalbyen Marked | kanalbyenmarked.dk | marketplace | DK | Aarhus
Havnestatistik | havnestatistik.dk | statistics | DK | Esbjerg | Havnestatistik Institute
Järvimaa Data | jarvimaadata.fi | open_data | FI | Oulu | Järvimaa Regional Council
Lumiradio | lumiradio.fi | media | FI | Turku
Veldhuis Veilingen | veldhuisveilingen.nl | marketplace | NL | Utrecht
Polderpost | polderpost.nl | news | NL | Lelystad
Grachtwerk | grachtwerk.nl | jobs | NL | Amsterdam
Dijkgraaf Open Data | dijkgraafdata.nl | open_data | NL | Zwolle | Dijkgraaf Water Authority
Kaderkit | kaderkit.nl | api | NL | Eindhoven
Ballinrath Herald | ballinrathherald.ie | news | IE | Galway
Corrib Lettings | corriblettings.ie | real_estate | IE | Galway
Slieveroe Data | slieveroe.ie | open_data | IE | Slieveroe | Slieveroe County Council
Dublin Quay Jobs | dublinquayjobs.ie | jobs | IE | Dublin
Maple Ridge Chronicle | mapleridgechronicle.ca | news | CA | Hamilton, Ontario
Northlight Listings | northlightlistings.ca | real_estate | CA | Calgary, Alberta
Fundy Tides Data | fundytides.ca | open_data | CA | Saint John, New Brunswick | Fundy Tides Observatory
Timberjack Trader | timberjacktrader.ca | marketplace | CA | Prince George, British Columbia
Lac Perdu Magazine | lacperdu.ca | news | CA/fr | Québec
Wattle Bay News | wattlebaynews.com.au | news | AU | Newcastle, New South Wales
Outback Swap | outbackswap.com.au | marketplace | AU | Alice Springs, Northern Territory
Coral Coast Stays | coralcoaststays.com.au | travel | AU | Cairns, Queensland
Bilby Health | bilbyhealth.org.au | health | AU | Adelaide, South Australia | Bilby Health Foundation
Kowhai Forum | kowhaiforum.co.nz | forum | NZ | Dunedin
Southerly Post | southerlypost.co.nz | news | NZ | Wellington
Tuatara Rentals | tuatararentals.co.nz | real_estate | NZ | Hamilton
Monsoon Ledger | monsoonledger.co.in | news | IN | Pune
Bazaarwheel | bazaarwheel.in | marketplace | IN | Jaipur
Teak Lane Homes | teaklane.sg | real_estate | SG | Singapore
Strait API Works | straitapi.sg | api | SG | Singapore
Karoo Daily | karoodaily.co.za | news | ZA | Bloemfontein
Baobab Classifieds | baobabclassifieds.co.za | marketplace | ZA | Durban
Serra Clara Notícias | serraclara.com.br | news | BR | Curitiba
Feira da Vila | feiradavila.com.br | marketplace | BR | Belo Horizonte
Mangue Dados | manguedados.org.br | open_data | BR | Recife | Instituto Mangue Dados
Rota do Sal | rotadosal.com.br | travel | BR | Natal
Trabalho Certo Já | trabalhocertoja.com.br | jobs | BR | Campinas
Valdossola Oggi | valdossolaoggi.it | news | IT | Novara
Casa Ginestra | casaginestra.it | real_estate | IT | Lucca
Botteghe Riunite | botteghe-riunite.it | marketplace | IT | Modena
Musica Cortile | musicacortile.it | media | IT | Ferrara
Kurier Nadwarciański | kuriernadwarcianski.pl | news | PL | Poznań
Targ Brzozowy | targbrzozowy.pl | marketplace | PL | Łódź
Praca Na Start | pracanastart.pl | jobs | PL | Katowice
Azinhaga Viagens | azinhagaviagens.pt | travel | PT | Évora
Heidewalder Tageblatt | heidewalder-tageblatt.de | news | DE | Lüneburg
Nordmarscher Anzeiger | nordmarscher-anzeiger.de | news | DE | Husum
Rheinaue Kurier | rheinaue-kurier.de | news | DE | Bonn
Elbtalstimme | elbtalstimme.de | news | DE | Dresden
Die Kupferkanne | kupferkanne-magazin.de | news | DE | Leipzig
Kaufwinkel | kaufwinkel.de | marketplace | DE | Kassel
Dachbodenmarkt | dachbodenmarkt.de | marketplace | DE | Nürnberg
Teilelager Süd | teilelager-sued.de | marketplace | DE | Augsburg
Büchertausch Hansen | buechertausch-hansen.de | marketplace | DE | Kiel
Statistikportal Havelmark | statistik-havelmark.de | statistics | DE | Brandenburg | Statistische Stelle Havelmark
Regionaldaten Siebengau | regionaldaten-siebengau.de | statistics | DE | Erfurt | Zweckverband Regionaldaten Siebengau
Wasserdaten Innerste | wasserdaten-innerste.org | statistics | DE | Hildesheim | Wasserverband Innerste-Nette
Holzwurmforum | holzwurmforum.de | forum | DE | Detmold
Modellbahn-Stammtisch | modellbahn-stammtisch.de | forum | DE | Göppingen
Gartenfunk | gartenfunk.org | forum | DE | Erfurt | Gartenfunk e. V.
Stellenwerkbank | stellenwerkbank.de | jobs | DE | Stuttgart
Pflegeberufe Mitte | pflegeberufe-mitte.de | jobs | DE | Kassel
Lehrstellenbrücke | lehrstellenbruecke.de | jobs | DE | Rostock
Wohnkompass Nord | wohnkompass-nord.de | real_estate | DE | Hamburg
Giebelfrei | giebelfrei.de | real_estate | DE | Köln
Altbau und Garten | altbau-und-garten.de | real_estate | DE | Potsdam
Gesundwissen Praxis | gesundwissen-praxis.de | health | DE | Freiburg
Arzneilexikon Linde | arzneilexikon-linde.de | health | DE | Münster
Datenkorb | datenkorb.io | api | DE | Berlin
Fahrplanwerk | fahrplanwerk.dev | api | DE | Karlsruhe
Belegwolke | belegwolke.de | api | DE | München
Murtaler Bote | murtaler-bote.at | news | AT | Graz
Alpenstelle | alpenstelle.at | jobs | AT | Innsbruck
Donauwinkel Immobilien | donauwinkel-immo.at | real_estate | AT | Linz
Trödelkeller Wien | troedelkeller.at | marketplace | AT | Wien
Aareblick | aareblick.ch | news | CH | Bern
Statistik Obertal | statistik-obertal.ch | statistics | CH | Obertal | Fachstelle Statistik Obertal
Stubenmarkt | stubenmarkt.ch | marketplace | CH | Winterthur
L’Écho du Valmont | echoduvalmont.fr | news | FR | Grenoble
La Dépêche des Deux-Rives | depechedeuxrives.fr | news | FR | Bordeaux
Le Petit Brestin | lepetitbrestin.fr | news | FR | Brest
Courrier de l’Aubette | courrier-aubette.fr | news | FR | Rouen
Brocante & Cie | brocanteetcie.fr | marketplace | FR | Lille
Le Comptoir des Voisins | comptoirdesvoisins.fr | marketplace | FR | Nantes
Pièces du Garage | piecesdugarage.fr | marketplace | FR | Lyon
Données Valmont | donnees.valmont.gouv.fr | open_data | FR | Valmont | Préfecture du Valmont
Portail ouvert de Sainte-Aubée | data-sainteaubee.fr | open_data | FR | Sainte-Aubée | Ville de Sainte-Aubée
Rivières en données | rivieresendonnees.org | open_data | FR | Toulouse | Association Rivières en données
Évasion Douce | evasiondouce.fr | travel | FR | Annecy
Gîtes du Causse | gitesducausse.fr | travel | FR | Cahors
Trajets Malins | trajetsmalins.com | travel | FR | Paris
Archives savantes du Morvan | archives-morvan.fr | repository | FR | Dijon | Université du Morvan
Thèses de l’Armançon | theses-armancon.fr | repository | FR | Auxerre | Institut universitaire de l’Armançon
Radio Passe-Lune | radiopasselune.fr | media | FR | Marseille
Scène Ouverte | sceneouverte.tv | media | FR | Montpellier
Le Bon Poste | lebonposte.fr | jobs | FR | Rennes
Métiers du Soin | metiersdusoin.fr | jobs | FR | Strasbourg
La Gazette de Meusebourg | gazettemeusebourg.be | news | BE | Namur
Bruxelles Occasion | bruxellesoccasion.be | marketplace | BE | Bruxelles
Ardenne Échappée | ardenne-echappee.be | travel | BE | Bouillon
Le Jorat Libre | joratlibre.ch | news | CH/fr | Lausanne
El Faro de Valdemora | farodevaldemora.es | news | ES | Valladolid
Diario del Almanzor | diarioalmanzor.es | news | ES | Almería
Datos Abiertos Valdemora | datos.valdemora.gob.es | open_data | ES | Valdemora | Gobierno de Valdemora
Rastro Azul | rastroazul.es | marketplace | ES | Valencia
Sendas y Posadas | sendasyposadas.es | travel | ES | Huesca
Viajes Tramuntana | viajestramuntana.com | travel | ES | Palma
Mercado del Maguey | mercadodelmaguey.com.mx | marketplace | MX | Oaxaca
La Voz del Chañar | vozdelchanar.com.ar | news | AR | Mendoza
みなとの朝報 | minatochoho.co.jp | news | JP | 横浜市 | 株式会社みなと朝報社
やまびこ旅案内 | yamabikotabi.jp | travel | JP | 松本市 | やまびこ旅案内株式会社
Orchardkey Identity | orchardkey.io | api | US | Madison, Wisconsin
Saltmarsh Atlas | saltmarshatlas.org | open_data | US | Savannah, Georgia | Saltmarsh Atlas Project
Threadneedle Patterns | threadneedlepatterns.com | marketplace | US | Lowell, Massachusetts
Fieldnote Recipes | fieldnoterecipes.com | media | US | Madison, Wisconsin
Pontoon Docs | pontoondocs.dev | api | NZ | Auckland
Stonebridge Genealogy | stonebridgegenealogy.org | forum | GB | Lincoln | Stonebridge Genealogical Society
The Civic Almanack | civicalmanack.org | statistics | GB | London | Civic Almanack Foundation
Halfpenny Economics | halfpennyeconomics.com | news | GB | London
Kettle & Rail | kettleandrail.com | travel | GB | Perth
Brightwater Clinic Guide | brightwaterguide.com | health | CA | Victoria, British Columbia
Pinecone Talent | pineconetalent.com | jobs | CA | Ottawa, Ontario
Greyheron Archive | greyheron.edu | repository | US | Ithaca, New York | Greyheron Institute
Cobalt Lane Software | cobaltlane.com | api | IE | Cork
Wrenbury Farm Forum | wrenburyfarmforum.co.uk | forum | GB | Nantwich
Tollgate Motors Exchange | tollgatemotors.com | marketplace | US | Toledo, Ohio
Quarry Hill Radio Plays | quarryhillplays.org | media | IE | Wexford | Quarry Hill Radio Plays
Zimtgasse Rezepte | zimtgasse.de | forum | DE | Regensburg
Pflanzenkalender Ulmenau | ulmenau-kalender.de | statistics | DE | Ulm | Botanischer Verein Ulmenau
Carnet de Brume | carnetdebrume.fr | media | FR | Quimper
Ribera Abierta | riberaabierta.es | open_data | ES | Logroño | Asociación Ribera Abierta
Pixel & Pasture | pixelandpasture.com | media | NZ | Nelson
"""

_PAGES = """
https://www.tradeloft.com/gb/terms | marketplace | GB | Tradeloft United Kingdom
https://www.tradeloft.com/ie/terms | marketplace | IE | Tradeloft Ireland
https://www.tradeloft.com/ca/terms | marketplace | CA | Tradeloft Canada
https://www.tradeloft.com/au/terms | marketplace | AU | Tradeloft Australia
https://www.tradeloft.com/nl/terms | marketplace | NL | Tradeloft Netherlands
https://www.tradeloft.com/de/agb | marketplace | DE | Tradeloft Deutschland
https://www.tradeloft.com/at/agb | marketplace | AT | Tradeloft Österreich
https://www.tradeloft.com/fr/conditions | marketplace | FR | Tradeloft France
https://www.tradeloft.com/be/conditions | marketplace | BE | Tradeloft Belgique
https://www.tradeloft.com/es/condiciones | marketplace | ES | Tradeloft España
https://developer.tradeloft.com | api | US | Tradeloft Developer Program
https://community.tradeloft.com | forum | US | Tradeloft Community
https://www.rosterfield.com/uk/terms | jobs | GB | Rosterfield UK
https://www.rosterfield.com/ie/terms | jobs | IE | Rosterfield Ireland
https://www.rosterfield.com/ca/terms | jobs | CA | Rosterfield Canada
https://www.rosterfield.com/de/agb | jobs | DE | Rosterfield Deutschland
https://www.rosterfield.com/fr/conditions | jobs | FR | Rosterfield France
https://www.rosterfield.com/au/terms | jobs | AU | Rosterfield Australia
https://employers.rosterfield.com | jobs | US | Rosterfield for Employers
https://api.rosterfield.com | api | US | Rosterfield Partner API
https://rovestead.co.uk/affiliates/terms | api | GB | Rovestead Partner Programme
https://rovestead.co.uk/fr/conditions | travel | FR | Rovestead France
https://rovestead.co.uk/es/condiciones | travel | ES | Rovestead España
https://rovestead.co.uk/us/terms | travel | US | Rovestead USA
https://hosts.rovestead.co.uk | travel | GB | Rovestead for Hosts
https://www.stallhouse.com/de/agb | marketplace | DE | Stallhouse Deutschland
https://www.stallhouse.com/fr/conditions | marketplace | FR | Stallhouse France
https://www.stallhouse.com/us/terms | marketplace | US | Stallhouse US
https://api.stallhouse.com | api | GB | Stallhouse Developer
https://jobs.harrowdalecourier.co.uk | jobs | GB | Harrowdale Courier Jobs
https://homes.harrowdalecourier.co.uk | real_estate | GB | Harrowdale Courier Homes
https://www.harrowdalecourier.co.uk/syndication/terms | news | GB | Harrowdale Syndication
https://archive.harrowdalecourier.co.uk | news | GB | Harrowdale Courier Archive
https://statistics.westmarch.gov.uk | statistics | GB | Westmarch Statistical Database
https://maps.westmarch.gov.uk | open_data | GB | Westmarch Maps
https://data.brennshire.gov.uk/transport/licence | open_data | GB | Brennshire Transport Feeds
https://data.brennshire.gov.uk/planning/licence | open_data | GB | Brennshire Planning Register
https://www.brennshire.gov.uk | statistics | GB | Brennshire County Council
https://theses.kelderwick.ac.uk | repository | GB | Kelderwick Theses
https://data.kelderwick.ac.uk | repository | GB | Kelderwick Research Data
https://keystead.co.uk/agents/terms | real_estate | GB | Keystead for Agents
https://keystead.co.uk/data/terms | api | GB | Keystead Market Data
https://rentals.keystead.co.uk | real_estate | GB | Keystead Rentals
https://palisadepost.com/opinion/terms | news | US | Palisade Post Opinion Network
https://classifieds.palisadepost.com | marketplace | US | Palisade Post Classifieds
https://data.marlowcounty.gov | open_data | US | Marlow County GIS
https://courts.marlowcounty.gov | statistics | US | Marlow County Court Records
https://library.kittredge.edu | repository | US | Kittredge Library Collections
https://data.aldervalley.edu | open_data | US | Alder Valley Forest Data
https://creators.crestlightaudio.com | media | US | Crestlight for Creators
https://developers.crestlightaudio.com | api | US | Crestlight Developers
https://www.crestlightaudio.com/podcasts/terms | media | US | Crestlight Podcasts
https://docs.routecast.dev | api | US | Routecast Documentation
https://status.routecast.dev | api | US | Routecast Status
https://routecast.dev/legal/map-data | api | US | Routecast Map Data
https://docs.quillstack.dev | api | US | Quillstack Documentation
https://forum.quillstack.dev | forum | US | Quillstack Forum
https://docs.postlarch.io | api | GB | Postlarch Documentation
https://postlarch.io/legal/dpa | api | GB | Postlarch Enterprise
https://docs.datenkorb.io | api | DE | Datenkorb Dokumentation
https://forum.datenkorb.io | forum | DE | Datenkorb Forum
https://datenkorb.io/en/terms | api | DE/en | Datenkorb International
https://kaufwinkel.de/haendler/agb | marketplace | DE | Kaufwinkel für Händler
https://kaufwinkel.de/at/agb | marketplace | AT | Kaufwinkel Österreich
https://www.kaufwinkel.de/en/terms | marketplace | DE/en | Kaufwinkel International
https://api.kaufwinkel.de | api | DE | Kaufwinkel Schnittstelle
https://stellen.heidewalder-tageblatt.de | jobs | DE | Heidewalder Stellenmarkt
https://immo.heidewalder-tageblatt.de | real_estate | DE | Heidewalder Immobilien
https://www.heidewalder-tageblatt.de/archiv/nutzung | news | DE | Heidewalder Archiv
https://www.rheinaue-kurier.de/e-paper/agb | news | DE | Rheinaue Kurier E-Paper
https://karten.statistik-havelmark.de | statistics | DE | Havelmark Kartendienst
https://www.statistik-havelmark.de/zensus/nutzung | statistics | DE | Havelmark Zensusdatenbank
https://wohnkompass-nord.de/makler/agb | real_estate | DE | Wohnkompass für Makler
https://ratgeber.gesundwissen-praxis.de | health | DE | Gesundwissen Ratgeber
https://stellenwerkbank.de/arbeitgeber/agb | jobs | DE | Stellenwerkbank für Arbeitgeber
https://www.brocanteetcie.fr/pro/conditions | marketplace | FR | Brocante & Cie Pro
https://www.brocanteetcie.fr/be/conditions | marketplace | BE | Brocante & Cie Belgique
https://emploi.depechedeuxrives.fr | jobs | FR | La Dépêche Emploi
https://www.depechedeuxrives.fr/archives/conditions | news | FR | Archives de la Dépêche
https://transport.valmont.gouv.fr | open_data | FR | Valmont Transports
https://donnees.valmont.gouv.fr/eau/licence | open_data | FR | Valmont Eau
https://podcasts.radiopasselune.fr | media | FR | Passe-Lune Podcasts
https://www.trajetsmalins.com/es/condiciones | travel | ES | Trajets Malins España
https://www.trajetsmalins.com/en/terms | travel | FR/en | Trajets Malins International
https://theses-armancon.fr/donnees/conditions | repository | FR | Données de l’Armançon
https://estadistica.valdemora.gob.es | open_data | ES | Estadística de Valdemora
https://hemeroteca.farodevaldemora.es | news | ES | Hemeroteca del Faro
https://api.moorlandweather.org | api | GB | Moorland Weather API
https://docs.parcelmint.com | api | US | Parcelmint Developer Docs
https://parcelmint.com/carriers/terms | api | US | Parcelmint Carrier Network
https://sellers.gearhollow.com | marketplace | US | Gearhollow Sellers
https://api.ledgerleaf.io | api | US | Ledgerleaf Open Banking
https://northlightlistings.ca/fr/conditions | marketplace | CA/fr | Northlight Annonces
https://data.fundytides.ca | open_data | CA | Fundy Tides Station Data
https://stats.dijkgraafdata.nl | statistics | NL | Dijkgraaf Measurements
https://www.openfjord.org/tiles/terms | open_data | NO | Openfjord Map Tiles
https://api.nimbusalmanac.com | api | US | Nimbus Almanac API
https://forum.allotmenttalk.org.uk | forum | GB | Allotment Talk Seeds Exchange
https://jobs.wattlebaynews.com.au | jobs | AU | Wattle Bay Jobs
https://podcasts.ternisland.org | media | US | Tern Island Podcasts
"""

# No stock in the country's language: such a source has no terms in the demo, only robots.txt and llms.txt.
_LANGUAGE_OF = {
    "BR": "", "IT": "", "PL": "", "PT": "",
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "BE": "fr", "ES": "es", "MX": "es", "AR": "es", "JP": "ja",
}  # fmt: skip

_LEGAL_FORM = {
    "GB": "Ltd", "US": "Inc.", "IE": "Limited", "CA": "Inc.", "AU": "Pty Ltd", "NZ": "Limited", "NL": "B.V.",
    "SE": "AB", "DK": "ApS", "NO": "AS", "FI": "Oy", "IN": "Private Limited", "SG": "Pte. Ltd.", "ZA": "(Pty) Ltd",
    "BR": "Ltda.", "IT": "S.r.l.", "PL": "sp. z o.o.", "PT": "Lda.", "DE": "GmbH", "AT": "GmbH", "CH": "AG",
    "FR": "SAS", "BE": "SRL", "ES": "S.L.", "MX": "S.A. de C.V.", "AR": "S.R.L.", "JP": "",
}  # fmt: skip

# Kinds whose operators are public or academic: their stance towards reuse is friendly.
OPEN_KINDS = frozenset({"open_data", "statistics", "repository"})


@dataclass(frozen=True)
class Site:
    """One source to be: who runs it, what it is and in which language its terms are written.

    `url` is the source's address without a trailing slash; `domain` its registrable domain. `is_page` is true
    where the source is a page on another source's host, so that only its terms are its own. `language` is
    empty where we have no stock of terms in the language of the country.
    """

    url: str
    domain: str
    host: str
    kind: str
    country: str
    language: str
    city: str
    service: str
    operator: str
    is_page: bool


def _registrable(host: str) -> str:
    """The registrable domain of one of our hosts (two labels, or three below a two-label public suffix)."""
    labels = host.split(".")
    second_level = {"co", "com", "org", "ac", "gov", "gouv", "gob"}
    keep = 3 if len(labels) > 2 and labels[-2] in second_level and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def _split_country(value: str) -> tuple[str, str]:
    country, _, language = value.partition("/")
    return country, language or _LANGUAGE_OF.get(country, "en")


def sites() -> list[Site]:
    """All demo sources in a fixed order: first one per domain, then the further ones."""
    found: list[Site] = []
    by_domain: dict[str, Site] = {}
    for number, line in enumerate(_COMPANIES.strip().splitlines()):
        service, host, kind, place, city, *operator = (part.strip() for part in line.split("|"))
        country, language = _split_country(place)
        domain = _registrable(host)
        form = _LEGAL_FORM[country]
        name = operator[0] if operator else f"{service.removeprefix('The ')} {form}".strip()
        if host == domain and number % 3 == 0:
            host = f"www.{host}"
        site = Site(f"https://{host}", domain, host, kind, country, language, city, service, name, False)
        by_domain[domain] = site
        found.append(site)
    for line in _PAGES.strip().splitlines():
        url, kind, place, service = (part.strip() for part in line.split("|"))
        country, language = _split_country(place)
        host, _, path = url.removeprefix("https://").partition("/")
        domain = _registrable(host)
        owner = by_domain[domain]
        if path:  # a page of the main site stands on exactly that site's host, with or without www
            url, host = f"https://{owner.host}/{path}", owner.host
        found.append(Site(url, domain, host, kind, country, language, owner.city, service, owner.operator, bool(path)))
    return found
