### Deutsch. Der Ton: ruhig, schlicht, höflich mit „Sie“; kein Fachwort, kein Vorwurf, kein Ausrufezeichen.
### $brand ist ein Name („Contoso IT“) oder { brand-default } und steht deshalb nur im Nominativ oder Akkusativ.

brand-default = Ihr IT-Team
title =
    { $kind ->
        [name] { $brand } – Hilfe
       *[description] Hilfe: { $brand }
    }
practice = Übung. Sie können alles ausprobieren, nichts davon erreicht jemanden.

## Was ist los

message-label = Was ist los?
message-hint = In Ihren eigenen Worten. Ein Satz genügt.
message-empty = Schreiben Sie hier ein paar Worte, kreuzen Sie unten etwas an oder fügen Sie ein Bild oder eine Datei hinzu.
message-long =
    { $over ->
        [one] Das ist 1 Zeichen mehr, als hineinpasst; möglich sind { $limit }.
       *[other] Das sind { $over } Zeichen mehr, als hineinpassen; möglich sind { $limit }.
    } Bitte kürzen Sie den Text, oder fügen Sie den langen Teil als Datei hinzu.
selections = Was zutrifft
clear-choice = Auswahl aufheben
required = nötig
required-box = Bitte kreuzen Sie das vor dem Senden an.
required-radio = Bitte wählen Sie eines davon.
required-text = Bitte füllen Sie das aus. Ein paar Worte genügen.
line-long = Das ist länger als { $limit } Zeichen. Der Rest passt in die Nachricht.

## Bilder

pictures = Bilder Ihres Bildschirms
pictures-note = noch nichts gesendet
pictures-hint = Klicken Sie ein Bild an, um darin etwas zu schwärzen oder zu zeigen.
pictures-coming = Die Bilder kommen gleich …
pictures-here =
    { $count ->
        [one] Ein Bild ist da. Es wurde noch nichts gesendet.
       *[other] { $count } Bilder sind da. Es wurde noch nichts gesendet.
    }
pictures-none = Diesmal gibt es keine Bilder. Sie können schreiben oder eine Datei hinzufügen.
pictures-trouble = Die Bilder konnten nicht aufgenommen werden. Sie können schreiben oder eine Datei hinzufügen.
pictures-some = Nicht jeder Monitor konnte aufgenommen werden. Sie können Ihre Anfrage ohne die fehlenden Bilder senden.
pictures-unseen = Ein Bild konnte nicht angezeigt werden. Es bleibt deshalb hier und wird nicht gesendet.
screen = Monitor { $number }
screen-size = { $screen }, { $width } × { $height }
picture-see = { $screen } groß ansehen
take-out = Weglassen
put-back = Mitsenden
take-out-screen = { take-out }: { $screen }
put-back-screen = { put-back }: { $screen }
taken-out = Weggelassen
not-sent = Nicht gesendet
picture-stays = Dieses Bild bleibt hier und wird nicht gesendet.
picture-goes = Dieses Bild wird mit Ihrer Anfrage gesendet.
retake = Neue Bilder
retaking = Wird aufgenommen …
add-picture = Bild meines Bildschirms hinzufügen
countdown = bis zur Aufnahme
actual-size = Originalgröße
fit = Einpassen
previous = Vorheriges
next = Nächstes
close = Schließen

## Ein Bild, verändert

edit = Dieses Bild ändern
tool-hide = Schwärzen
tool-box = Rahmen
tool-arrow = Pfeil
tool-crop = Zuschneiden
undo = Rückgängig
redo = Wiederherstellen
edit-hint = Schwärzen Sie, was niemand sehen soll, oder zeigen Sie, was Sie meinen. Jede Änderung gilt sofort.
draw-area = Ziehen Sie über das Bild, oder klicken Sie auf zwei Ecken.
draw-corner = Klicken Sie jetzt auf die gegenüberliegende Ecke.
draw-arrow = Ziehen Sie zu dem, was Sie meinen, oder klicken Sie auf Anfang und Spitze des Pfeils.
draw-tip = Klicken Sie jetzt auf das, worauf er zeigt.
place = In die Mitte setzen
shape-keys = { $shape }: Pfeiltasten verschieben, mit Umschalt ändern sie die Größe. Eingabe behält, Entf entfernt.
shape-at = { $left } % von links, { $top } % von oben, { $wide } % breit, { $high } % hoch
arrow-at = Zeigt auf { $left } % von links, { $top } % von oben
shape-removed = Entfernt.
done-hide = Geschwärzt. Davon ist nur ein schwarzes Feld übrig.
done-box = Der Rahmen ist gezeichnet.
done-arrow = Der Pfeil ist gezeichnet.
done-crop = Der Rest ist abgeschnitten.
undone = Rückgängig gemacht.
redone = Wiederhergestellt.
edit-trouble = Diese Änderung war nicht möglich, das Bild ist wie zuvor. Sie können es noch einmal versuchen oder das Bild weglassen.

## Dateien

add-file = Datei anhängen
files = Dateien
remove = Entfernen
remove-file = { remove }: { $name }
adding = Wird hinzugefügt …
files-added = Hinzugefügt: { $names }
drop = Loslassen, um es Ihrer Anfrage hinzuzufügen
pasted-name = Eingefügtes Bild.{ $extension }
file-large = „{ $name }“ ist größer als { $limit } und wurde deshalb nicht hinzugefügt.
files-many =
    { $limit ->
        [one] Es ist Platz für 1 Datei. Die anderen wurden nicht hinzugefügt.
       *[other] Es ist Platz für { $limit } Dateien. Die anderen wurden nicht hinzugefügt.
    }
file-unreadable = „{ $name }“ konnte nicht gelesen werden und wurde deshalb nicht hinzugefügt.
files-trouble = Das hat nicht geklappt, es wurde nichts hinzugefügt. Bitte versuchen Sie es noch einmal.

## Wer

from = Von
from-nobody = Bitte sagen Sie uns, wer Sie sind
from-guess = Sind Sie das? Wenn nicht, ändern Sie es bitte.
change = Ändern
done = Fertig
name = Ihr Name
email = E-Mail
phone = Telefon (freiwillig)
phone-required = Telefon
for-someone-else = Das ist für jemand anderen
for-name = Name dieser Person
for-email = E-Mail dieser Person
phone-missing = Bitte geben Sie eine Nummer an, unter der wir Sie zurückrufen können.
email-odd = Das sieht nicht wie eine E-Mail-Adresse aus.
for-missing = Bitte geben Sie an, für wen das ist: Name oder E-Mail.

## Was wir senden

what-we-send = Was wir mitsenden
facts-count =
    { $count ->
        [one] (1 Angabe zu diesem PC)
       *[other] ({ $count } Angaben zu diesem PC)
    }
facts-coming = (wir sehen nach …)
facts-trouble = Die Angaben zu diesem PC ließen sich nicht ermitteln. Ihre Anfrage geht ohne sie hinaus.
facts-intro =
    Neben dem, was Sie oben sehen, bekommt { $brand } diese Angaben, um die Ursache zu finden. Schalten Sie aus, was Sie
    lieber für sich behalten.
always = immer dabei
privacy =
    Nichts verlässt diesen PC, bevor Sie auf Senden drücken. Was Sie senden, geht verschlüsselt an { $brand } und den
    Dienst, der dort die Anfragen verwaltet, und sonst nirgendwohin. Sind Bilder und Dateien angekommen, werden sie von
    diesem PC gelöscht, Ihre Worte 30 Tage danach.

fact-hostname = Computername
fact-hostname-why = Damit klar ist, um welchen PC es geht.
fact-username = Angemeldet als
fact-username-why = Damit klar ist, um welches Konto es geht.
fact-ip = IP-Adresse
fact-ip-why = Zeigt, wo im Netzwerk dieser PC zu finden ist.
fact-mac = MAC-Adresse
fact-mac-why = Unterscheidet die Netzwerkkarte dieses PCs von anderen.
fact-upn = Arbeitskonto
fact-upn-why = Sagt, wer Sie sind, damit die Antwort bei Ihnen ankommt.
fact-domain = Domäne
fact-domain-why = Zeigt, zu welchem Teil des Netzwerks dieser PC gehört.
fact-os = Betriebssystem
fact-os-why = Davon hängt ab, was hilft.
fact-os_version = Version des Betriebssystems
fact-os_version-why = Manche Störung kommt und geht mit einer Version.
fact-language = Sprache
fact-language-why = Damit die Antwort die Schaltflächen so nennt, wie Sie sie sehen.
fact-session = Sitzung
fact-session-why = Zeigt, ob Sie vor diesem PC sitzen oder aus der Ferne mit ihm arbeiten.
fact-client_name = Verbunden von
fact-client_name-why = Zeigt, vor welchem PC Sie wirklich sitzen.
fact-model = Modell
fact-model-why = Manche Störung ist von einem Modell bekannt.
fact-serial = Seriennummer
fact-serial-why = Wird für Garantie und Ersatzteile gebraucht.
fact-memory = Arbeitsspeicher
fact-memory-why = Wird er knapp, wird der PC langsam.
fact-disk = Freier Speicherplatz
fact-disk-why = Ist kein Platz mehr, lässt sich nichts mehr speichern.
fact-uptime = Läuft seit
fact-uptime-why = Manche Störung ist nach einem Neustart weg.
fact-monitors = Monitore
fact-monitors-why = Zeigt, welches Bild zu welchem Monitor gehört.

## Warum eine Angabe fehlt

missing-late = ließ sich nicht rechtzeitig ermitteln
missing-unreadable = ließ sich nicht lesen
missing-not_said = das System gibt darüber keine Auskunft
missing-blank = vom Hersteller leer gelassen
missing-forbidden = darf nur ein Administrator lesen
missing-no_disk = keine feste Platte gefunden
missing-no_display = kein Bildschirm gefunden
missing-no_network = kein Netzwerk vorhanden
missing-no_mac = die Netzwerkverbindung hat keine
missing-no_upn = kein Arbeitskonto
missing-no_domain = in keiner Domäne
missing-no_session = lässt sich nicht sagen
missing-not_remote = Sie sitzen an diesem PC
missing-not_told = die Gegenseite sagt es nicht

## Senden

language = Sprache
language-fixed = Von Ihrem IT-Team festgelegt
send = Senden
sending = Wird gesichert …
send-keys = Strg+Eingabe
failed =
    Das hat nicht geklappt, und es liegt an uns. Was Sie geschrieben haben, ist noch da. Bitte drücken Sie noch einmal auf
    „{ send }“.
failed-call =
    Das hat nicht geklappt, und es liegt an uns. Was Sie geschrieben haben, ist noch da. Bitte drücken Sie noch einmal auf
    „{ send }“, oder rufen Sie { $brand } an: { $phone }.

## Ein Entwurf von vorhin

kept = Das haben Sie vorhin geschrieben. Weiterschreiben oder neu beginnen?
kept-no-words = Eine Anfrage, noch ohne Worte.
kept-files =
    { $count ->
        [one] (1 Datei)
       *[other] ({ $count } Dateien)
    }
go-on = Weiterschreiben
start-fresh = Neu beginnen
keep-trouble =
    Ihr Text konnte auf diesem PC nicht aufbewahrt werden. Sie können ihn jetzt senden oder noch einmal schließen, um ihn
    zu verwerfen.
kept-trouble = Der Entwurf ließ sich nicht zurückholen. Sie können unten neu beginnen.

## Nach dem Senden

saved = Gesichert. Ihr Kürzel für Rückfragen: { $reference }
progress-sending = Geht jetzt an { $brand } …
progress-offline =
    Sie sind anscheinend offline. Ihre Anfrage ist auf diesem PC sicher und geht von selbst hinaus, sobald Sie wieder
    verbunden sind.
progress-waiting =
    { $brand } ist gerade nicht zu erreichen. Ihre Anfrage ist auf diesem PC sicher und geht etwas später von selbst hinaus.
progress-parked = Ihre Anfrage ist auf diesem PC sicher, aber { $brand } muss hier erst etwas in Ordnung bringen, bevor sie hinausgehen kann.
progress-delivered = { $brand } hat Ihre Anfrage erhalten.
ticket-with = { $brand } hat Ihre Anfrage erhalten, als Ticket { $number }.
rest-sending = Bilder und Dateien folgen …
rest-offline = Sie sind anscheinend offline. Der Rest ist auf diesem PC sicher und geht von selbst hinaus, sobald Sie wieder verbunden sind.
rest-waiting = Der Rest ist auf diesem PC sicher und geht etwas später von selbst hinaus.
rest-parked = Der Rest ist auf diesem PC sicher, aber { $brand } muss hier erst etwas in Ordnung bringen, bevor er hinausgehen kann.
call-waiting = Wenn es nicht warten kann, rufen Sie { $phone } an und nennen Sie { $reference }.
call-parked = Bitte rufen Sie { $phone } an und nennen Sie { $reference }.
keep-going = Sie können dieses Fenster schließen, wir machen weiter.
may-close = Sie können dieses Fenster schließen.
without-pictures = Die Bilder waren noch nicht fertig, deshalb ging die Anfrage ohne sie hinaus.
without-some = Die Anfrage ging ohne das Bild von { $screens } hinaus, weil es noch nicht fertig war.
left-out = Die Anfrage ging ohne das Bild von { $screens } hinaus, weil es sich nicht aufbereiten ließ.
no-room-disk = Auf diesem PC ist kein Speicherplatz mehr frei. Ihr Text ist sicher, aber Folgendes passte nicht und blieb hier: { $files }. Falls es wichtig ist, schaffen Sie bitte etwas Platz und senden Sie es in einer neuen Anfrage.
no-room-waiting = Auf diesem PC wartet schon zu viel. Ihr Text ist sicher, aber Folgendes blieb hier: { $files }. Falls es wichtig ist, sagen Sie es bitte { $brand }, sobald sich dort jemand bei Ihnen meldet.

## Noch nicht verbunden

not-connected = Dieser Knopf ist noch nicht angeschlossen
not-connected-text =
    Deskbell ist auf diesem PC, aber { $brand } hat es noch nicht fertig eingerichtet. Deshalb lässt sich von hier noch
    nichts senden.
not-connected-call = Bis dahin rufen Sie bitte { $phone } an.
not-connected-no-phone = Bis dahin erreichen Sie { $brand } bitte so wie bisher.

## Dieser PC

this-pc = Dieser PC
this-pc-intro = Zum Vorlesen am Telefon oder zum Kopieren in eine Nachricht.
this-pc-line = { $label }: { $value }
copy = Kopieren
copied = Kopiert
copy-trouble = Das Kopieren hat nicht geklappt. Sie können den Text stattdessen markieren.
this-pc-coming = Wir sehen nach …
this-pc-trouble = Die Angaben zu diesem PC ließen sich gerade nicht ermitteln.

## Ihre Anfragen

tickets = Ihre Anfragen
tickets-none = Es steht nichts aus
tickets-none-text = Wenn Sie eine Anfrage senden, sehen Sie hier, wie es um sie steht.
tickets-trouble = Ihre Anfragen ließen sich gerade nicht auflisten. Sie sind auf diesem PC sicher.
ticket-reference = Kürzel { $reference }
ticket-number = Ticket { $number }
state-sending = Unterwegs
state-offline = Wartet, bis Sie wieder online sind, und geht dann von selbst hinaus
state-waiting = Wartet ein wenig und geht dann von selbst hinaus
state-parked = Auf diesem PC sicher; Ihr IT-Team muss hier erst etwas in Ordnung bringen
state-delivered = Ihr IT-Team hat sie erhalten

## Über Deskbell, und wenn nichts geht

about = Über Deskbell
about-text = Zwei Klicks und ein Satz, und { $brand } weiß, was los ist.
version = Version { $version }
open-trouble = Dieses Fenster ließ sich nicht richtig öffnen. Bitte schließen Sie es und drücken Sie noch einmal auf die Glocke.

## Was die Anwendung meldet, nach ihrem Code

error-empty =
    Es gibt noch nichts zu senden. Schreiben Sie ein paar Worte, kreuzen Sie etwas an oder lassen Sie ein Bild dabei.
error-invalid = Es wurde noch nichts gesendet, weil etwas noch einen Blick braucht. Der Rest ist, wie Sie ihn verlassen haben.
error-not_connected =
    Es wurde nichts gesendet, weil { $brand } diesen PC noch nicht angeschlossen hat. Was Sie geschrieben haben, bleibt hier.
error-storage =
    Ihre Anfrage konnte auf diesem PC nicht gesichert werden, deshalb wurde nichts gesendet. Was Sie geschrieben haben, ist
    noch da. Bitte versuchen Sie es gleich noch einmal.
error-disk_full =
    Auf diesem PC ist kein Speicherplatz mehr frei, deshalb konnte Ihre Anfrage nicht gesichert werden, und es wurde nichts
    gesendet. Was Sie geschrieben haben, ist noch da. Schaffen Sie bitte etwas Platz und drücken Sie noch einmal auf Senden.
error-updated =
    Deskbell wurde aktualisiert, während dieses Fenster offen war, deshalb wurde nichts gesendet. Schließen Sie das Fenster
    und drücken Sie noch einmal auf die Glocke; was Sie geschrieben haben, wird Ihnen dort angeboten.
error-internal =
    In Deskbell ist etwas schiefgegangen, deshalb wurde das nicht ausgeführt. Was Sie geschrieben haben, ist noch da. Bitte
    versuchen Sie es noch einmal.
error-call = Wenn es nicht warten kann, rufen Sie { $brand } an: { $phone }.

## Was die Anwendung zu einem Feld meldet, nach ihrem Code

field-empty = Ein paar Worte genügen.
field-too_long = Das ist länger als { $limit } Zeichen.
field-message_too_long = Das ist länger als { $limit } Zeichen. Der Rest passt in eine Datei.
field-gone = Eine Datei ist nicht mehr da. Bitte fügen Sie sie noch einmal hinzu.
field-picture_gone = Ein Bild ist nicht mehr da. Bitte nehmen Sie neue auf, oder lassen Sie es weg.
field-unreadable =
    „{ $name }“ ließ sich nicht lesen und wurde deshalb nicht hinzugefügt. Der Rest ist, wie Sie ihn verlassen haben.
    Vielleicht ist die Datei in einem anderen Programm geöffnet, oder Sie dürfen sie nicht öffnen.
field-too_large =
    „{ $name }“ ist größer als { $limit } und wurde deshalb nicht hinzugefügt. Der Rest ist, wie Sie ihn verlassen haben.
    Sie können eine kleinere Fassung senden oder schreiben, wo die Datei liegt.
field-too_many =
    Es ist Platz für { $limit } Dateien, deshalb wurden diese nicht hinzugefügt. Der Rest ist, wie Sie ihn verlassen haben.
    Mehrere Dateien lassen sich in einem Archiv zusammenfassen.
field-no_room =
    Auf diesem PC ist zu wenig Platz für „{ $name }“, deshalb wurde die Datei nicht hinzugefügt. Der Rest ist, wie Sie ihn
    verlassen haben. Sie können Platz schaffen und sie noch einmal hinzufügen oder ohne sie senden.
field-retaken =
    Die Bilder wurden gerade neu aufgenommen, deshalb wurde noch nichts gesendet. Sehen Sie sich bitte die neuen an und
    drücken Sie dann noch einmal auf Senden.
field-redrawn =
    Ein Bild wurde gerade geändert, deshalb wurde noch nichts gesendet. Sehen Sie es sich bitte an und drücken Sie dann noch
    einmal auf Senden.
