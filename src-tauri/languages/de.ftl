### Was die Anwendung außerhalb ihrer Seiten sagt. Ton und $brand wie in ui/src/languages/de.ftl; $whom steht nur im
### Akkusativ.

## Das Symbol neben der Uhr

tray-new = Neue Anfrage
tray-tickets = Offene Anfragen ({ $count })…
tray-about = Über Deskbell
tray-quit = Beenden
tray-ticket = { $ticket }, { $standing }
ticket-sending = wird gesendet
ticket-offline = geht hinaus, sobald Sie wieder online sind
ticket-waiting = wartet noch einen Moment
ticket-late = wartet schon lange; rufen Sie an, wenn es eilt
ticket-parked = braucht Ihr IT-Team
tray-ready = Hier drücken, wenn Sie Hilfe brauchen
tray-working =
    { $count ->
        [one] Eine Anfrage ist unterwegs
       *[other] { $count } Anfragen sind unterwegs
    }
tray-late = Eine Anfrage wartet seit mehr als einer Stunde
tray-parked = Für eine Anfrage muss Ihr IT-Team nach diesem PC sehen
tray-not-connected = Deskbell ist noch nicht mit Ihrem IT-Team verbunden

## Benachrichtigungen

whom = { $brand } unter { $phone }
notify-sent = Ihre Anfrage wurde gesendet
notify-sent-number = { $brand } hat sie erhalten, als Ticket { $number }. Ihr Kürzel für Rückfragen: { $reference }.
notify-sent-no-number = { $brand } hat sie erhalten. Ihr Kürzel für Rückfragen: { $reference }.
notify-late = Ihre Anfrage { $reference } konnte seit einer Stunde nicht gesendet werden
notify-late-safe = Sie ist auf diesem PC sicher und geht von selbst hinaus.
notify-late-parked = Sie ist auf diesem PC sicher, aber { $brand } muss danach sehen.
notify-late-call = Wenn es nicht warten kann, rufen Sie { $whom } an und nennen Sie { $reference }.
notify-damaged = Was auf diesem PC wartete, wurde beschädigt
notify-unreadable =
    Nichts davon ließ sich lesen. Falls Sie eine Anfrage gesendet haben, zu der Sie keine Ticketnummer kennen, senden Sie sie
    bitte noch einmal, oder rufen Sie { $whom } an.
notify-maimed = Was sich lesen ließ, haben wir behalten. Bei { $references } fehlen vielleicht Bilder oder Dateien.
notify-lost =
    Wir können nicht sagen, ob { $references } gesendet wurde. Bitte rufen Sie { $whom } an, nennen Sie { $references } und
    senden Sie es bei Bedarf noch einmal.
notify-crashed = Deskbell ist wieder da
notify-crashed-text =
    Es war durch ein eigenes Versehen stehen geblieben. Was Sie gesendet haben, ist sicher. Ein Bericht, in dem nichts über
    Sie steht, liegt auf diesem PC; { $brand } kann ihn sich ansehen.
notify-no-form = Das Formular ließ sich nicht öffnen
notify-no-form-text = Es wurde nichts gesendet. Bitte drücken Sie noch einmal auf die Glocke, oder rufen Sie { $whom } an.

## Das schlichte Fenster

plain-message = &Was ist los? Ein Satz genügt.
plain-name = Ihr &Name
plain-email = &E-Mail
plain-phone = &Telefon (freiwillig)
plain-send = &Senden
plain-intro = Das ist das schlichte Fenster von Deskbell: Diesem PC fehlt ein Teil, den das übliche braucht (WebView2).
plain-intro-live = Ihre Anfrage erreicht { $brand } trotzdem.
plain-intro-kept = Das haben Sie geschrieben, bevor Sie das Fenster geschlossen haben.
plain-facts = Diese Angaben zu diesem PC gehen mit: { $facts }.
plain-no-facts = Die Angaben zu diesem PC ließen sich nicht ermitteln und gehen deshalb nicht mit.
plain-files =
    { $count ->
        [one] Die Datei, die Sie vorher hinzugefügt haben, geht auch mit.
       *[other] Die { $count } Dateien, die Sie vorher hinzugefügt haben, gehen auch mit.
    }
plain-for = für { $who }
plain-said-before = Was Sie vorher angegeben haben, geht auch mit: { $said }.
plain-no-picture = Ein Bild Ihres Bildschirms geht nicht mit, weil dieses Fenster es Ihnen nicht vorher zeigen kann.
