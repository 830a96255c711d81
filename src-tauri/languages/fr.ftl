### Ce que l'application dit hors de ses pages. Ton et $brand comme dans ui/src/languages/fr.ftl ; $whom suit « appelez ».

## L'icône près de l'horloge

tray-new = Nouvelle demande
tray-tickets = Demandes en attente ({ $count })…
tray-about = À propos
tray-quit = Quitter
tray-ticket = { $ticket }, { $standing }
ticket-sending = en cours d’envoi
ticket-offline = partira au retour de la connexion
ticket-waiting = attend son tour
ticket-late = attend depuis longtemps ; appelez si c’est urgent
ticket-parked = a besoin de votre équipe informatique
tray-ready = Appuyez ici pour demander de l’aide
tray-working =
    { $count ->
        [one] Une demande est en route
       *[other] { $count } demandes sont en route
    }
tray-late = Une demande attend depuis plus d’une heure
tray-parked = Pour une demande, votre équipe informatique doit examiner ce PC
tray-not-connected = Deskbell n’est pas encore relié à votre équipe informatique

## Notifications

whom = { $brand } au { $phone }
notify-sent = Votre demande a été envoyée
notify-sent-number = Le ticket { $number } est arrivé chez { $brand }. Votre référence : { $reference }.
notify-sent-no-number = Elle est arrivée chez { $brand }. Votre référence : { $reference }.
notify-late = Votre demande { $reference } n’a pas pu être envoyée depuis une heure
notify-late-safe = Elle est en sécurité sur ce PC et partira d’elle-même.
notify-late-parked = Elle est en sécurité sur ce PC, mais { $brand } doit s’en occuper.
notify-late-call = Si c’est urgent, appelez { $whom } et indiquez { $reference }.
notify-damaged = Ce qui attendait sur ce PC a été endommagé
notify-unreadable =
    Rien n’a pu être relu. Si vous aviez envoyé une demande dont vous n’avez pas le numéro de ticket, merci de l’envoyer à
    nouveau, ou appelez { $whom }.
notify-maimed = Ce qui a pu être relu a été gardé. Pour { $references }, des images ou des fichiers manquent peut-être.
notify-lost =
    Nous ne savons pas si { $references } a été envoyé. Merci de prendre contact : appelez { $whom }, indiquez
    { $references }, et refaites l’envoi si besoin.
notify-crashed = Deskbell est de retour
notify-crashed-text =
    L’application s’était arrêtée d’elle-même. Ce que vous avez envoyé est en sécurité. Un rapport qui ne dit rien de vous
    est gardé sur ce PC ; { $brand } pourra le consulter.
notify-no-form = Le formulaire n’a pas pu s’ouvrir
notify-no-form-text = Rien n’a été envoyé. Merci d’appuyer à nouveau sur la cloche, ou appelez { $whom }.

## La fenêtre simple

plain-message = &Que se passe-t-il ? Une phrase suffit.
plain-name = Votre &nom
plain-email = Adresse e-&mail
plain-phone = &Téléphone (facultatif)
plain-send = &Envoyer
plain-intro = Voici la fenêtre simple de Deskbell : il manque à ce PC un élément dont la fenêtre habituelle a besoin (WebView2).
plain-intro-live = Votre demande arrivera tout de même chez { $brand }.
plain-intro-kept = Vous étiez en train d’écrire ceci quand vous avez fermé la fenêtre.
plain-facts = Ces informations sur ce PC sont jointes : { $facts }.
plain-no-facts = Ce PC n’a pas pu être examiné : aucune information à son sujet n’est jointe.
plain-files =
    { $count ->
        [one] Le fichier que vous aviez ajouté est joint aussi.
       *[other] Les { $count } fichiers que vous aviez ajoutés sont joints aussi.
    }
plain-for = pour { $who }
plain-said-before = Ce que vous aviez indiqué est joint aussi : { $said }.
plain-no-picture = Aucune image de votre écran n’est jointe, car cette fenêtre ne peut pas vous la montrer d’abord.
