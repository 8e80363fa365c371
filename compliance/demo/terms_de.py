"""German stock of terms and conditions; the format is described in `terms_en` and read by `clauses`."""

TITLES = {
    "news": ("Nutzungsbedingungen", "Allgemeine Nutzungsbedingungen", "AGB für Leserinnen und Leser"),
    "marketplace": ("Allgemeine Geschäftsbedingungen", "AGB für den Marktplatz"),
    "statistics": ("Nutzungsbedingungen", "Nutzungsbedingungen und Lizenz"),
    "forum": ("Forenregeln und Nutzungsbedingungen", "Nutzungsbedingungen"),
    "jobs": ("Allgemeine Geschäftsbedingungen", "Nutzungsbedingungen der Stellenbörse"),
    "real_estate": ("Nutzungsbedingungen", "Allgemeine Geschäftsbedingungen des Portals"),
    "health": ("Nutzungsbedingungen", "Nutzungsbedingungen und medizinischer Hinweis"),
    "api": ("Allgemeine Geschäftsbedingungen", "Nutzungsbedingungen der Plattform"),
}

GENERAL = """
== about: Geltungsbereich / Anbieter und Geltungsbereich / Gegenstand dieser Bedingungen
- {service} wird von {name}, {city}, betrieben (nachfolgend „wir“). Diese Bedingungen gelten für jede Nutzung
  von {site} einschließlich aller Unterseiten.
~ Anbieter von {service} ist {name} mit Sitz in {city}. Die folgenden Bedingungen regeln, wie {site} genutzt
  werden darf.
- Mit der Nutzung von {service} erkennen Sie diese Bedingungen an. Sind Sie damit nicht einverstanden, dürfen
  Sie das Angebot nicht nutzen.
~ Der Vertrag über die Nutzung kommt mit dem ersten Abruf einer Seite zustande, bei registrierten Nutzern mit
  der Bestätigung der Anmeldung.
- Abweichende Bedingungen der Nutzer werden nicht Vertragsbestandteil, auch wenn wir ihnen nicht ausdrücklich
  widersprechen.
~ Für einzelne Dienste können zusätzliche Bedingungen gelten. Auf diese weisen wir vor der Nutzung hin; im
  Zweifel gehen sie vor.
- Das Angebot richtet sich an Personen ab {age} Jahren. Jüngere benötigen die Zustimmung ihrer
  Erziehungsberechtigten.
+ Verbraucher im Sinne dieser Bedingungen ist jede natürliche Person, die das Angebot zu überwiegend privaten
  Zwecken nutzt.

== accounts: Registrierung und Nutzerkonto / Nutzerkonto
- Ein Teil der Funktionen setzt ein Nutzerkonto voraus. Die bei der Anmeldung abgefragten Angaben müssen
  richtig und vollständig sein und aktuell gehalten werden.
~ Für die Registrierung benötigen Sie eine gültige E-Mail-Adresse. Jede Person darf nur ein Konto anlegen.
- Zugangsdaten sind geheim zu halten. Besteht der Verdacht eines Missbrauchs, ist uns dies unverzüglich unter
  {email} mitzuteilen.
~ Sie sind verpflichtet, Ihr Passwort vor dem Zugriff Dritter zu schützen, und haften für Handlungen unter
  Ihrem Konto, soweit Sie diese zu vertreten haben.
- Das Konto ist nicht übertragbar.
- Sie können Ihr Konto jederzeit in den Einstellungen löschen. Gesetzliche Aufbewahrungspflichten bleiben
  unberührt.
~ Die Löschung des Kontos können Sie jederzeit unter {email} verlangen; wir kommen dem innerhalb von {notice}
  Tagen nach.
+ Konten, die 24 Monate lang nicht genutzt wurden, dürfen wir nach zweimaliger Erinnerung löschen.

== user_content: Inhalte der Nutzer / Ihre Beiträge
- An den von Ihnen eingestellten Inhalten räumen Sie uns ein einfaches, unentgeltliches und räumlich
  unbeschränktes Nutzungsrecht ein, soweit dies für den Betrieb erforderlich ist.
~ Die Rechte an Ihren Beiträgen bleiben bei Ihnen. Wir erhalten das einfache Recht, sie im Rahmen des Angebots
  zu speichern und öffentlich zugänglich zu machen.
- Sie sichern zu, dass Ihre Beiträge keine Rechte Dritter verletzen. Von berechtigten Ansprüchen Dritter
  stellen Sie uns frei, sofern Sie die Verletzung zu vertreten haben.
~ Es dürfen nur Inhalte eingestellt werden, über deren Rechte Sie verfügen. Dies ist auf Verlangen
  nachzuweisen.
- Wir prüfen Beiträge nicht vorab. Hinweise auf rechtswidrige Inhalte nehmen wir unter {email} entgegen und
  beantworten sie innerhalb von {notice} Tagen.
~ Jeder Beitrag kann über die Schaltfläche „Melden“ beanstandet werden. Über das Ergebnis informieren wir
  beide Seiten und begründen die Entscheidung.
- Wird ein Beitrag entfernt, kann der Verfasser innerhalb von {complaint} Tagen Beschwerde einlegen.
+ Mit Text- oder Bildgeneratoren erstellte Beiträge sind als solche zu kennzeichnen.

== conduct: Pflichten der Nutzer / Verhaltensregeln
- Untersagt ist jede Nutzung, die gegen Gesetze verstößt, andere belästigt oder herabwürdigt oder in
  betrügerischer Absicht erfolgt.
~ Nutzen Sie das Angebot rücksichtsvoll: keine rechtswidrigen Inhalte, keine Drohungen, keine getarnte
  Werbung.
- Der technische Betrieb darf nicht gestört werden, insbesondere nicht durch Schadsoftware, durch Überlastung
  oder durch das Umgehen von Schutzmaßnahmen.
~ Es ist verboten, sich Zugang zu Bereichen zu verschaffen, die nicht für die Öffentlichkeit bestimmt sind.
  Wer eine Schwachstelle findet, meldet sie bitte an {email}.
- Sie dürfen nicht den Eindruck erwecken, in unserem Namen oder im Namen einer Behörde zu handeln.
- Bei Verstößen können wir verwarnen, Funktionen einschränken oder den Zugang sperren. Wir wählen das mildeste
  Mittel, das Erfolg verspricht.
~ Auf Verstöße reagieren wir abgestuft: Verwarnung, befristete Sperre und in schweren Fällen dauerhafter
  Ausschluss.
+ Das Einbinden unserer Seiten in fremde Rahmen ist nicht gestattet.

== ip: Urheber- und Kennzeichenrechte / Urheberrecht
- Texte, Bilder, Software und Datenbanken von {service} sind urheberrechtlich geschützt. Die Rechte liegen bei
  uns oder bei unseren Lizenzgebern.
~ {service} ist als Sammelwerk und als Datenbank geschützt. Eine Übertragung von Rechten ist mit der Nutzung
  nicht verbunden.
- Namen und Logos sind Marken ihrer Inhaber. Eine Verwendung, die eine Verbindung zu uns vortäuscht, ist
  unzulässig.
- Urhebervermerke und Quellenangaben dürfen nicht entfernt werden.
~ Jede zulässige Kopie muss den Urhebervermerk und den Namen des Verfassers enthalten.
- Wer seine Rechte durch einen Inhalt auf {service} verletzt sieht, wendet sich bitte mit Angabe der Adresse
  an {email}.
+ Der Hersteller der Datenbank untersagt die Entnahme wesentlicher Teile im Rahmen der gesetzlichen
  Bestimmungen.

== privacy: Datenschutz / Schutz personenbezogener Daten
- Wie wir personenbezogene Daten verarbeiten, steht in der Datenschutzerklärung, die auf jeder Seite verlinkt
  ist.
~ Einzelheiten zur Verarbeitung personenbezogener Daten enthält unsere Datenschutzerklärung. Sie ist nicht
  Bestandteil dieses Vertrags.
- Technisch nicht erforderliche Cookies setzen wir nur mit Ihrer Einwilligung.
+ Sie können jederzeit eine Kopie der von Ihnen bereitgestellten Daten in einem gängigen Format verlangen.

== availability: Verfügbarkeit / Verfügbarkeit und Wartung
- Wir bemühen uns um einen möglichst unterbrechungsfreien Betrieb, schulden aber keine bestimmte
  Verfügbarkeit.
~ Wartungsarbeiten legen wir nach Möglichkeit in die Nachtstunden und kündigen längere Ausfälle an.
- Wir dürfen Funktionen ändern, ergänzen oder einstellen. Entfällt eine bezahlte Funktion, erstatten wir das
  anteilige Entgelt.
- Für Inhalte verlinkter Seiten sind deren Betreiber verantwortlich. Erfahren wir von Rechtsverletzungen,
  entfernen wir den Verweis.

== liability: Haftung / Gewährleistung und Haftung
- Wir haften unbeschränkt bei Vorsatz und grober Fahrlässigkeit sowie bei der Verletzung von Leben, Körper und
  Gesundheit.
~ Die Haftung für Vorsatz, grobe Fahrlässigkeit und nach dem Produkthaftungsgesetz ist nicht beschränkt.
- Bei leichter Fahrlässigkeit haften wir nur für die Verletzung wesentlicher Vertragspflichten, begrenzt auf
  den vorhersehbaren, vertragstypischen Schaden, höchstens {cap}.
~ Im Übrigen ist unsere Haftung auf {cap} je Schadensfall begrenzt.
- Die Inhalte wurden sorgfältig zusammengestellt. Für Richtigkeit, Vollständigkeit und Aktualität übernehmen
  wir keine Gewähr.
~ Veröffentlichte Angaben sind allgemeiner Natur und ersetzen keine Beratung im Einzelfall.
- Für den Verlust von Daten haften wir nur in der Höhe, in der er auch bei regelmäßiger Sicherung entstanden
  wäre.
+ Für Störungen durch höhere Gewalt, insbesondere Ausfälle öffentlicher Netze, steht keine Seite ein.

== termination: Laufzeit und Kündigung / Beendigung
- Der Nutzungsvertrag läuft auf unbestimmte Zeit und kann von beiden Seiten mit einer Frist von {notice} Tagen
  in Textform gekündigt werden.
~ Sie können die Nutzung jederzeit beenden. Kostenpflichtige Verträge enden zum Ablauf des bezahlten
  Zeitraums.
- Das Recht zur Kündigung aus wichtigem Grund bleibt unberührt. Ein wichtiger Grund liegt insbesondere bei
  wiederholten Verstößen gegen diese Bedingungen vor.

== changes: Änderungen dieser Bedingungen / Änderungsvorbehalt
- Wir können diese Bedingungen ändern, wenn Rechtslage, Technik oder Angebot dies erfordern. Registrierte
  Nutzer werden mindestens {notice} Tage vorher per E-Mail unterrichtet.
~ Änderungen werden {notice} Tage vor ihrem Inkrafttreten auf {site} veröffentlicht.
- Wer einer Änderung nicht zustimmt, kann den Vertrag bis zum Inkrafttreten kündigen. Hierauf weisen wir in
  der Mitteilung hin.
+ Frühere Fassungen senden wir auf Anfrage zu.

== law: Anwendbares Recht und Gerichtsstand / Schlussbestimmungen
- Es gilt {law} unter Ausschluss des UN-Kaufrechts. Zwingende Verbraucherschutzvorschriften des
  Wohnsitzstaates bleiben anwendbar.
~ Auf das Vertragsverhältnis findet {law} Anwendung.
- Gerichtsstand für Streitigkeiten mit Kaufleuten und juristischen Personen des öffentlichen Rechts ist
  {city}.
- Wir sind weder bereit noch verpflichtet, an Streitbeilegungsverfahren vor einer
  Verbraucherschlichtungsstelle teilzunehmen.
~ Beschwerden richten Sie bitte an {email}; wir antworten innerhalb von {complaint} Tagen.
- Sollte eine Bestimmung unwirksam sein, bleibt die Wirksamkeit der übrigen unberührt.

== contact: Kontakt / Anschrift
- Fragen zu diesen Bedingungen beantworten wir unter {email}.
~ {name}, Rechtsabteilung, {city}, E-Mail: {email}.
"""

# Sections that only some documents have, whatever the kind of service.
EXTRA = """
== extra/definitions: Begriffsbestimmungen / Begriffe
- „Inhalte“ sind alle Texte, Bilder, Aufnahmen, Daten und Metadaten, die über {service} zugänglich sind,
  einschließlich ihrer Anordnung.
- „Nutzer“ ist, wer eine Seite von {service} aufruft, mit oder ohne Konto. „Geschäftliche Nutzer“ handeln
  dabei in Ausübung ihrer gewerblichen oder beruflichen Tätigkeit.
- „Textform“ ist durch eine E-Mail gewahrt.
~ Soweit diese Bedingungen die Schriftform verlangen, genügt eine E-Mail nicht, sofern nichts anderes gesagt
  ist.
== extra/complaints: Meldungen und Beschwerden / Melde- und Abhilfeverfahren
- Hinweise auf rechtswidrige Inhalte nehmen wir über das Formular unter jedem Beitrag oder unter {email}
  entgegen. Sie sollen die Fundstelle und eine nachprüfbare Begründung enthalten.
- Wir bestätigen den Eingang, entscheiden zeitnah und unterrichten Meldende und Betroffene. Die Entscheidung
  nennt die maßgeblichen Tatsachen und die angewandte Regel.
- Gegen die Entscheidung kann innerhalb von sechs Monaten kostenlos Beschwerde eingelegt werden. Über
  Beschwerden entscheidet nicht allein Software.
~ Beschwerden sind sechs Monate lang möglich. Es entscheidet eine Person, die an der ersten Entscheidung nicht
  beteiligt war.
- Einmal im Jahr veröffentlichen wir, wie viele Meldungen und Beschwerden eingegangen sind und wie sie
  entschieden wurden.
== extra/general: Sonstiges / Allgemeine Bestimmungen
- Rechte aus diesem Vertrag dürfen nur mit unserer Zustimmung übertragen werden. Wir dürfen den Vertrag auf
  einen Nachfolger übertragen; Sie können dann innerhalb von {notice} Tagen kündigen.
- Mündliche Nebenabreden bestehen nicht. Abweichungen bedürfen der Textform.
~ Änderungen und Ergänzungen bedürfen der Textform; dies gilt auch für den Verzicht auf dieses Erfordernis.
- Machen wir ein Recht nicht sofort geltend, liegt darin kein Verzicht.
== extra/advertising: Werbung und Partner
- Teile des Angebots werden durch Werbung finanziert. Anzeigen sind gekennzeichnet und haben keinen Einfluss
  auf die Inhalte.
- Für Angebote Dritter, die auf unseren Seiten beworben werden, sind allein diese verantwortlich.
- Für manche Verweise erhalten wir eine Provision. Der Preis ändert sich dadurch nicht.
~ Kaufen Sie über einen gekennzeichneten Verweis, kann uns der Verkäufer beteiligen. Die Reihenfolge der
  Ergebnisse bleibt davon unberührt.
"""

KINDS = """
== news/reading: Abonnements und freie Artikel / Digitale Abonnements
- Eine begrenzte Zahl von Artikeln ist frei zugänglich. Alle übrigen sind Abonnenten vorbehalten und mit einem
  Schlüssel gekennzeichnet.
~ Nach zehn Artikeln im Monat ist für das Weiterlesen ein Abonnement erforderlich, das Website, App und
  digitale Ausgabe umfasst.
- Monatsabonnements sind jederzeit zum Monatsende kündbar, Jahresabonnements mit einer Frist von {notice}
  Tagen.
~ Das Abonnement verlängert sich auf unbestimmte Zeit und ist nach Ablauf der Mindestlaufzeit monatlich
  kündbar.
- Der Zugang gilt für eine Person. Unternehmen, Bibliotheken und Behörden benötigen eine Mehrfachlizenz.
~ Pressespiegel und Intranets werden über unsere Lizenzabteilung beliefert.
+ Abonnenten können das Archiv bis zum Jahrgang 1996 durchsuchen.

== news/editorial: Redaktion und Korrekturen / Redaktionelle Inhalte
- Die Redaktion entscheidet unabhängig von Anzeigenkunden. Anzeigen und bezahlte Beiträge sind gekennzeichnet.
- Fehler berichtigen wir offen: Am Ende des Artikels steht, was wann geändert wurde.
~ Hinweise auf Fehler nimmt die Redaktion unter {email} entgegen. Wesentliche Korrekturen werden im Artikel
  vermerkt.
- Börsenkurse, Sportergebnisse und Wetterdaten stammen von Agenturen und können verzögert sein.
+ Mit Hilfe von Software erstellte Zusammenfassungen werden redaktionell geprüft und gekennzeichnet.

== news/comments: Leserkommentare / Leserbriefe und Kommentare
- Kommentare werden vor der Veröffentlichung geprüft. Ein Anspruch auf Veröffentlichung besteht nicht.
~ Unter den meisten Artikeln kann 48 Stunden lang kommentiert werden. Beleidigendes, Sachfremdes und Werbung
  löschen wir.
- Leserbriefe dürfen wir kürzen und mit Namen und Wohnort veröffentlichen.

== marketplace/role: Rolle des Marktplatzes / Vertragsverhältnisse
- {service} vermittelt zwischen Käufern und Verkäufern. Der Kaufvertrag kommt ausschließlich zwischen diesen
  zustande.
~ Angebote stammen von eigenständigen Verkäufern, sofern nicht „Verkauf durch {name}“ angegeben ist.
- Ob ein Verkäufer gewerblich handelt, ist im Angebot angegeben. Gegenüber Privatpersonen besteht kein
  gesetzliches Widerrufsrecht.
- Die Reihenfolge der Suchergebnisse richtet sich nach Übereinstimmung, Preis einschließlich Versand,
  Bewertung und bezahlter Hervorhebung. Hervorgehobene Angebote sind gekennzeichnet.
~ Wir ordnen Suchergebnisse nach Relevanz, Lieferzeit und Verkäuferleistung; gegen Entgelt hervorgehobene
  Angebote tragen den Hinweis „Anzeige“.
+ Gewerbliche Verkäufer müssen vor dem ersten Angebot Name, Anschrift und Registernummer hinterlegen.

== marketplace/buying: Kauf und Bezahlung / Bestellung und Zahlung
- Mit dem Klick auf „Zahlungspflichtig bestellen“ geben Sie ein bindendes Angebot ab, das der Verkäufer
  innerhalb von drei Werktagen annehmen kann.
~ Der Vertrag kommt mit der Annahme durch den Verkäufer oder mit dem Versand der Ware zustande.
- Zahlungen wickelt ein zugelassener Zahlungsdienstleister ab. Der Kaufpreis wird {complaint} Tage nach
  Lieferung an den Verkäufer ausgezahlt, sofern der Käufer keinen Fall eröffnet.
- Der Käuferschutz umfasst Bestellungen bis {cap}, die über {service} bezahlt wurden.

== marketplace/selling: Verkauf und Gebühren / Regeln für Verkäufer
- Verkäufer zahlen eine Provision auf den Verkaufspreis. Die Sätze stehen in der Gebührenordnung und werden
  mit einer Frist von {notice} Tagen geändert.
~ Für Privatpersonen ist das Einstellen kostenlos. Gewerbliche Verkäufer zahlen eine monatliche Grundgebühr
  und eine Provision.
- Verbotene, zurückgerufene oder gefälschte Waren dürfen nicht angeboten werden.
- Kontaktdaten und Verweise, die Käufer vom Marktplatz wegführen, sind in Angeboten und Nachrichten
  unzulässig.
+ Verkäufer können die Daten ihrer eigenen Angebote und Verkäufe jederzeit herunterladen.

== statistics/publications: Veröffentlichungen und Tabellen / Amtliche Statistik
- {service} veröffentlicht Ergebnisse, Methoden und einen verbindlichen Veröffentlichungskalender. Alle Nutzer
  erhalten die Ergebnisse zur gleichen Zeit.
~ Ergebnisse erscheinen als Tabelle, als Bericht und in der Datenbank. Der Kalender wird ein Jahr im Voraus
  bekannt gegeben.
- Werte werden unabhängig voneinander gerundet; Summen können daher abweichen. Angaben, die Rückschlüsse auf
  Einzelne zulassen, werden gesperrt.
~ Kleine Fallzahlen werden zum Schutz der Befragten geheim gehalten. Jeder Versuch, Einzelangaben
  zurückzurechnen, ist untersagt.
- Vorläufige Ergebnisse sind mit „p“ gekennzeichnet. Datum und Grund einer Revision stehen über der Tabelle.
+ Einzeldaten für die Wissenschaft werden nur aufgrund eines gesonderten Vertrags bereitgestellt.

== statistics/maps: Karten und Inhalte Dritter / Geodaten
- Karten enthalten Geobasisdaten der Vermessungsverwaltung, für die der dort genannte Quellenvermerk gilt.
~ Fotos, Karten und Logos Dritter sind gekennzeichnet und von diesen Bedingungen nicht erfasst.
- Wappen und Dienstsiegel dürfen nur mit schriftlicher Genehmigung verwendet werden.

== forum/community: Die Gemeinschaft / Grundregeln
- {service} lebt von freiwilliger Arbeit. Haben Sie Geduld mit Neuen und mit der Moderation.
~ Hier werden Fragen gestellt und beantwortet. Eine gute Frage zeigt, was schon versucht wurde; eine gute
  Antwort erklärt, warum sie stimmt.
- Bleiben Sie beim Thema, nutzen Sie vor dem Fragen die Suche und stellen Sie dieselbe Frage nicht doppelt.
- Private Nachrichten, Anschriften und Fotos anderer dürfen ohne deren Einwilligung nicht veröffentlicht
  werden.
~ Was in privaten Nachrichten steht, bleibt privat. Verstöße führen zum dauerhaften Ausschluss.
- Gewerbliche Beiträge gehören in den Marktbereich und sind erst ab 25 Beiträgen gestattet.
+ Umfragen bedürfen der Zustimmung der Moderation.

== forum/moderation: Moderation / Moderation und Beschwerden
- Moderatoren dürfen Beiträge bearbeiten, verschieben und schließen. Der Eingriff wird am Ende des Themas
  vermerkt.
- Gegen eine Verwarnung oder Sperre können Sie innerhalb von {complaint} Tagen unter {email} Beschwerde
  einlegen. Es entscheidet jemand, der nicht beteiligt war.
~ Über Beschwerden entscheidet das Moderatorenteam innerhalb von {complaint} Tagen mit einfacher Mehrheit.
- Nach einer Kontolöschung bleiben Beiträge unter der Bezeichnung „ehemaliges Mitglied“ bestehen.

== jobs/listings: Stellenanzeigen / Anzeigen
- Es dürfen nur tatsächlich zu besetzende Stellen angeboten werden. Arbeitgeber, Arbeitsort und Vertragsart
  sind anzugeben.
~ Anzeigen, die Geld von Bewerbern verlangen oder nur dem Sammeln von Lebensläufen dienen, werden gelöscht.
- Anzeigen laufen 30 Tage und können einmal kostenlos verlängert werden.
~ Besetzte Stellen sind unverzüglich zu deaktivieren.
- Anzeigen müssen den Vorgaben des Gleichbehandlungsrechts entsprechen.
+ Von Arbeitgeberseiten übernommene Anzeigen sind gekennzeichnet und verweisen auf das Original.

== jobs/candidates: Bewerberinnen und Bewerber / Profile und Bewerbungen
- Profile sind für Arbeitgeber nur nach Freigabe sichtbar. Einzelne Unternehmen können ausgeschlossen werden.
~ Wer sein Profil sehen darf, bestimmen allein die Bewerberinnen und Bewerber.
- Bewerbungen leiten wir unverändert weiter und bewahren eine Kopie sechs Monate lang auf.
- Arbeitgeber müssen Bewerberdaten spätestens sechs Monate nach Ende des Verfahrens löschen.

== real_estate/listings: Inserate / Immobilienanzeigen
- Inserate stammen von Eigentümern, Maklern und Bauträgern, die für deren Inhalt verantwortlich sind. Wir
  besichtigen keine Objekte.
~ {service} ist ein Anzeigenportal. Miet- und Kaufverträge kommen ohne unsere Beteiligung zustande.
- Preis oder Miete, Wohnfläche, Energiekennwert und eine etwaige Provision sind anzugeben.
~ Jedes Inserat muss mindestens ein aktuelles Foto des Objekts enthalten. Computerbilder geplanter Bauten sind
  zu kennzeichnen.
- Vermietete oder verkaufte Objekte sind innerhalb von drei Werktagen zurückzuziehen.
+ Mehrfachinserate desselben Objekts werden zusammengefasst.

== real_estate/valuations: Preisschätzungen und Marktdaten / Wertermittlung
- Angezeigte Werte werden aus Angebotspreisen berechnet. Sie sind kein Gutachten und keine Grundlage für
  Kreditentscheidungen.
~ Die Preisschätzung beruht auf einem statistischen Modell; der tatsächliche Preis liegt in etwa acht von zehn
  Fällen in der genannten Spanne.
- Preiskarten und Marktberichte dürfen in der Presse mit Quelle und Datum zitiert werden.
- Massenanfragen an Anbieter sind unzulässig.

== health/notice: Medizinischer Hinweis / Kein Ersatz für ärztlichen Rat
- Die Texte dienen der Information. Sie ersetzen weder Untersuchung noch Behandlung durch eine Ärztin oder
  einen Arzt.
~ {service} erklärt Krankheiten, Untersuchungen und Arzneimittel in allgemeiner Form. Setzen Sie Medikamente
  nie allein aufgrund eines Artikels ab.
- Wählen Sie im Notfall die 112. Nachrichten an uns werden nicht rund um die Uhr gelesen.
- Jeder Artikel nennt Verfasser, Quellen und das Datum der letzten fachlichen Prüfung, die mindestens alle
  zwei Jahre erfolgt.
~ Fachärztinnen und Fachärzte prüfen jeden Text vor der Veröffentlichung; das Datum steht am Ende des
  Artikels.
+ Werbung für verschreibungspflichtige Arzneimittel nehmen wir nicht an.

== health/tools: Rechner und Symptomprüfung / Hilfsmittel
- Rechner und Fragebögen geben nur eine grobe Orientierung. Bei Kindern, in der Schwangerschaft und bei
  chronischen Krankheiten können sie falsch liegen.
~ Die Symptomprüfung ist kein Medizinprodukt und kann keine Krankheit ausschließen.
- Eingaben bleiben in Ihrem Browser, solange Sie sie nicht in Ihrem Konto speichern.

== api/service: Leistungen / Umfang der Plattform
- {service} umfasst eine gehostete Anwendung und eine Programmierschnittstelle. Der Umfang richtet sich nach
  dem gewählten Tarif.
~ Zur Plattform gehören Konsole, Schnittstelle und Programmbibliotheken. Die Dokumentation ist Bestandteil des
  Vertrags.
- Der kostenlose Tarif dient der Erprobung. Support ist darin nicht enthalten.
~ Testzugänge enden nach {notice} Tagen; die Daten werden {complaint} Tage später gelöscht.
- An uns übermittelte Daten bleiben Ihr Eigentum. Wir verarbeiten sie nur, um die Leistung zu erbringen.
+ Im Geschäftstarif verbleiben alle Daten im Europäischen Wirtschaftsraum.

== api/fees: Preise und Abrechnung / Entgelte
- Grundentgelte sind monatlich im Voraus, nutzungsabhängige Entgelte nachträglich zu zahlen. Alle Preise
  verstehen sich zuzüglich Umsatzsteuer.
~ Abgerechnet wird je Anfrage. Rechnungen sind innerhalb von 14 Tagen fällig.
- Preiserhöhungen kündigen wir {notice} Tage vorher an. Sie können bis zu ihrem Wirksamwerden kündigen.
- Bei einem Zahlungsverzug von mehr als {complaint} Tagen dürfen wir den Zugang sperren.
"""

POSITIONS = """
== scraping.prohibited
- Der Einsatz von Robotern, Crawlern, Scrapern oder anderen automatisierten Verfahren zum Abruf oder zur
  Vervielfältigung von Inhalten ist untersagt. Dies gilt auch für frei zugängliche Seiten.
- Das systematische oder automatisierte Auslesen von {service}, ganz oder in Teilen, ist nicht gestattet. Auf
  Werkzeug, Häufigkeit und Zweck kommt es nicht an.
- Automatisierte Abfragen, Screen Scraping und das Sammeln von Inseraten, Preisen oder Nutzerdaten sind
  verboten.
== scraping.permission
- Automatisierte Zugriffe bedürfen unserer vorherigen schriftlichen Zustimmung. Anfragen mit Angabe von Zweck
  und Umfang richten Sie bitte an {email}.
- Ohne schriftliche Lizenz von {name} darf {site} weder ausgelesen noch gespiegelt werden. Lizenzen werden
  gegen Entgelt und zweckgebunden erteilt; Anfragen an {email}.
== scraping.rate
- Der automatisierte Abruf öffentlicher Seiten ist mit höchstens {rate} Anfragen pro Minute gestattet. Das
  Programm muss sich mit Namen und Kontaktadresse zu erkennen geben.
- Programme dürfen den öffentlichen Teil von {site} lesen, solange sie nicht mehr als {rate} Anfragen pro
  Minute senden. Schnellere Zugriffe werden ohne Ankündigung gesperrt.
== scraping.allowed
- Öffentliche Seiten dürfen automatisiert abgerufen werden, sofern der Betrieb dadurch nicht beeinträchtigt
  wird. Eine Anmeldung ist nicht erforderlich.
- Das automatisierte Herunterladen der veröffentlichten Inhalte ist ausdrücklich erwünscht. Bei großen Mengen
  nennen wir Ihnen gern einen schnelleren Weg.
== scraping.vague
- Eine über das übliche Maß hinausgehende automatisierte Nutzung ist unerwünscht und kann eingeschränkt
  werden. Was üblich ist, richtet sich nach den Umständen.
- Wir behalten uns vor, ungewöhnlich intensive Zugriffe als Verstoß gegen diese Bedingungen zu werten. Eine
  feste Grenze besteht nicht.
== crawling.search_only
- Suchmaschinen dürfen unsere Seiten ausschließlich zu dem Zweck indexieren, ihre Nutzer auf uns zu verweisen.
  Die Speicherung von Volltexten ist davon nicht gedeckt.
== crawling.robots
- Crawler haben die Vorgaben unserer Datei robots.txt einzuhalten. Wer sie missachtet, ist zum Zugriff nicht
  berechtigt.
== ai_training.prohibited
- Die Nutzung unserer Inhalte für das Trainieren, Testen oder Verbessern von Systemen der künstlichen
  Intelligenz ist untersagt. Das Erstellen von Datensätzen zu diesem Zweck ist eingeschlossen.
- Wir behalten uns das Text- und Data-Mining im Sinne von {mining_law} ausdrücklich vor. Der Vorbehalt gilt
  insbesondere für das Training von Sprachmodellen und wird auch in maschinenlesbarer Form erklärt.
== ai_training.licence
- Für das Training künstlicher Intelligenz mit unseren Inhalten ist eine gesonderte Lizenz erforderlich.
  Lizenzen sind unter {email} erhältlich.
== ai_training.allowed
- Die Daten dürfen zum Trainieren und Bewerten von Modellen des maschinellen Lernens verwendet werden, auch zu
  gewerblichen Zwecken. Wir bitten darum, dies in der Dokumentation des Modells anzugeben.
== ai_training.vague
- Neue technische Nutzungsarten, etwa durch künstliche Intelligenz, sind von bestehenden Erlaubnissen nicht
  ohne Weiteres umfasst. Näheres wird zu gegebener Zeit bekannt gegeben.
== llm_use.prohibited
- Unsere Artikel dürfen nicht in Chatbots oder Assistenten eingespeist werden, die sie für Dritte wiedergeben
  oder zusammenfassen.
== llm_use.conditional
- Auf Sprachmodellen beruhende Assistenten dürfen bis zu 50 Wörter einer Seite zitieren, wenn sie {service}
  nennen und die Seite verlinken.
== llm_use.allowed
- Sprachmodelle und Assistenten dürfen öffentliche Seiten lesen, zusammenfassen und zitieren.
== commercial.prohibited
- Die Inhalte dürfen ausschließlich zu privaten, nicht gewerblichen Zwecken genutzt werden. Als gewerblich
  gilt jede Nutzung im Rahmen eines Unternehmens, auch ohne Entgelt.
- Jede gewerbliche Nutzung der Inhalte ist ausgeschlossen. Im Zweifel fragen Sie bitte vorher an.
== commercial.conditional
- Die gewerbliche Nutzung der Inhalte setzt einen kostenpflichtigen Tarif oder eine gesonderte Vereinbarung
  voraus.
== commercial.allowed
- Die Inhalte dürfen zu beliebigen Zwecken genutzt werden, auch gewerblich. Ein Entgelt wird nicht erhoben.
== resale.prohibited
- Der Verkauf, die Unterlizenzierung und die Vermietung von Daten aus {service} an Dritte sind untersagt.
== derivative.allowed
- Sie dürfen die Inhalte bearbeiten, übersetzen und mit anderem Material verbinden. Änderungen sind kenntlich
  zu machen.
== derivative.prohibited
- Sie dürfen die Inhalte nicht bearbeiten, übersetzen oder mit anderem Material verbinden. Das gesetzliche
  Zitatrecht bleibt unberührt.
== attribution.required
- Bei jeder Wiedergabe ist die Quelle in der Form „{attribution}“ anzugeben und die Originalseite zu
  verlinken.
- Die Verwendung setzt den Quellenvermerk „{attribution}“ voraus. Bearbeitungen sind mit dem Zusatz
  „verändert“ zu versehen.
== licence.cc_by
- Soweit nicht anders angegeben, stehen die Inhalte unter der Lizenz Creative Commons Namensnennung 4.0
  International. Sie dürfen für jeden Zweck geteilt und bearbeitet werden, wenn die Quelle genannt und
  Änderungen kenntlich gemacht werden.
- Die Daten stehen unter der Lizenz Creative Commons Namensnennung 4.0 International (CC BY 4.0). Der
  Quellenvermerk lautet „{attribution}“.
== licence.cc_by_nc
- Soweit nicht anders angegeben, stehen die Inhalte unter der Lizenz Creative Commons Namensnennung – Nicht
  kommerziell 4.0 International. Für gewerbliche Zwecke wenden Sie sich bitte an {email}.
== licence.cc0
- Die veröffentlichten Daten sind gemeinfrei und dürfen ohne Einschränkung genutzt werden. Über eine Nennung
  als Quelle freuen wir uns, verlangen sie aber nicht.
- Für die Daten gilt CC0 1.0; wir verzichten, soweit gesetzlich möglich, auf alle Rechte. Sie dürfen ohne
  Rückfrage kopiert, verändert und verbreitet werden, auch gewerblich.
== storage.conditional
- Kopien unserer Daten dürfen höchstens {retention} gespeichert werden und sind danach zu löschen oder neu
  abzurufen.
== storage.prohibited
- Eine Speicherung unserer Daten über die laufende Sitzung hinaus ist nicht gestattet.
== processing.allowed
- Forschungseinrichtungen dürfen die Inhalte für nicht kommerzielle Forschung automatisiert auswerten. Hierfür
  angefertigte Kopien sind zu sichern und nicht weiterzugeben.
== geo.conditional
- Das Angebot richtet sich an Nutzer in {countries} und darf nur von dort aus genutzt werden.
== time.conditional
- Inhalte dürfen längstens 90 Tage nach ihrer Veröffentlichung angezeigt werden.
== api.allowed
- Registrierte Nutzer dürfen die Daten über unsere Programmierschnittstelle mit bis zu {rate} Anfragen pro
  Minute abrufen. Der Schlüssel ist persönlich und darf nicht weitergegeben werden.
- Der Zugang über die Schnittstelle ist bis zu {rate} Anfragen pro Minute kostenlos. Höhere Kontingente sind
  auf Anfrage erhältlich.
== api.required
- Automatisierte Zugriffe sind ausschließlich über unsere Programmierschnittstelle und mit höchstens {rate}
  Anfragen pro Minute zulässig. Das Auslesen der Webseiten ist daneben nicht gestattet.
== api.paid
- Die Programmierschnittstelle steht nur Kunden mit Datenvertrag zur Verfügung. Der Vertrag regelt Umfang,
  Felder und Entgelt; die technische Grenze liegt bei {rate} Anfragen pro Minute.
"""

POSITION_SECTIONS = """
== access: Automatisierte Zugriffe / Crawler sowie Text- und Data-Mining
- Netzadressen und Programme, von denen Verstöße ausgehen, dürfen wir ohne Ankündigung sperren.
~ Wir beobachten die Auslastung unserer Server und können Programme, die gegen diese Regeln verstoßen,
  drosseln oder sperren.
== reuse: Nutzung der Inhalte / Nutzungsrechte / Weiterverwendung von Inhalten
- Einzelne Seiten dürfen Sie für den eigenen Gebrauch lesen, ausdrucken und speichern. Jede weitergehende
  Nutzung bedarf einer Erlaubnis durch Gesetz, durch diese Bedingungen oder durch gesonderte Lizenz.
~ Die folgenden Regeln bestimmen, was mit den veröffentlichten Inhalten geschehen darf. Gesetzliche Schranken
  wie das Zitatrecht bleiben unberührt.
- Agenturmaterial und Fotos Dritter sind von diesen Erlaubnissen ausgenommen.
~ Inhalte Dritter sind mit dem Namen des Rechteinhabers gekennzeichnet; Erlaubnisse sind dort einzuholen.
== api: Programmierschnittstelle / Schnittstelle für Entwickler
- Schlüssel sind geheim zu halten. Veröffentlichte Schlüssel dürfen wir sperren.
~ Jede Anwendung benötigt einen eigenen Schlüssel. Die Aufteilung einer Anwendung auf mehrere Schlüssel ist
  unzulässig.
- Änderungen der Schnittstelle kündigen wir {notice} Tage vorher an. Frühere Fassungen werden sechs Monate
  weiter betrieben.
- Anwendungen müssen Fehler ordnungsgemäß behandeln und nach dem Status 429 die im Kopffeld Retry-After
  genannte Zeit abwarten.
"""
