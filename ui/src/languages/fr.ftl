### Français. Le ton : calme, simple, avec le vouvoiement ; ni jargon, ni reproche, ni point d'exclamation.
### $brand est un nom (« Contoso IT ») ou { brand-default } : aucune phrase ne commence par lui, et il ne suit jamais « de ».

brand-default = votre équipe informatique
title =
    { $kind ->
        [name] { $brand } – Assistance
       *[description] Assistance : { $brand }
    }
practice = Entraînement. Vous pouvez tout essayer ; rien n’est transmis à personne.

## Que se passe-t-il

message-label = Que se passe-t-il ?
message-hint = Avec vos propres mots. Une phrase suffit.
message-empty = Écrivez quelques mots ici, cochez une case ci-dessous, ou ajoutez une image ou un fichier.
message-long =
    { $over ->
        [one] Il y a { $over } caractère de trop ; la limite est de { $limit }.
       *[other] Il y a { $over } caractères de trop ; la limite est de { $limit }.
    } Merci de raccourcir le texte, ou d’en joindre la plus longue partie en fichier.
selections = Ce qui s’applique
clear-choice = Effacer le choix
required = nécessaire
required-box = Merci de cocher ceci avant d’envoyer.
required-radio = Merci de choisir une de ces réponses.
required-text = Merci de répondre ici. Quelques mots suffisent.
line-long = Cela dépasse { $limit } caractères. Le reste peut aller dans le message.

## Images

pictures = Images de votre écran
pictures-note = rien n’est encore envoyé
pictures-hint = Cliquez sur une image pour y masquer ou montrer quelque chose.
pictures-coming = Les images arrivent…
pictures-here =
    { $count ->
        [one] { $count } image est là. Rien n’est encore envoyé.
       *[other] { $count } images sont là. Rien n’est encore envoyé.
    }
pictures-none = Il n’y a pas d’image cette fois. Vous pouvez écrire ou ajouter un fichier.
pictures-trouble = Les images n’ont pas pu être prises. Vous pouvez écrire ou ajouter un fichier.
pictures-some = Tous les écrans n’ont pas pu être pris. Vous pouvez envoyer votre demande sans le reste.
pictures-unseen = Une image n’a pas pu être affichée : elle reste ici et n’est pas envoyée.
screen = Écran { $number }
screen-size = { $screen }, { $width } × { $height }
picture-see = Voir { $screen } en grand
take-out = Retirer
put-back = Remettre
take-out-screen = { take-out } : { $screen }
put-back-screen = { put-back } : { $screen }
taken-out = Retirée
not-sent = Non envoyée
picture-stays = Cette image reste ici et n’est pas envoyée.
picture-goes = Cette image accompagne votre demande.
retake = Refaire
retaking = En cours…
add-picture = Ajouter une image de mon écran
countdown = avant la prise des images
actual-size = Taille réelle
fit = Ajuster
previous = Image précédente
next = Image suivante
close = Fermer

## Une image, modifiée

edit = Modifier cette image
tool-hide = Masquer
tool-box = Cadre
tool-arrow = Flèche
tool-crop = Rogner
undo = Annuler
redo = Rétablir
edit-hint = Masquez ce qui est privé, ou montrez ce dont vous parlez. Chaque modification compte aussitôt.
draw-area = Faites glisser sur l’image, ou cliquez sur deux coins.
draw-corner = Cliquez maintenant sur le coin opposé.
draw-arrow = Faites glisser jusqu’à ce que vous voulez montrer, ou cliquez au départ puis à la pointe de la flèche.
draw-tip = Cliquez maintenant sur ce qu’elle montre.
place = Placer au milieu
shape-keys = { $shape } : les flèches du clavier déplacent ; avec Maj, elles changent la taille. Entrée conserve, Suppr retire.
shape-at = À { $left } % de la gauche et { $top } % du haut, largeur { $wide } %, hauteur { $high } %
arrow-at = Montre un point à { $left } % de la gauche et { $top } % du haut
shape-removed = C’est retiré.
done-hide = C’est masqué. Il n’en reste qu’un rectangle noir.
done-box = Le cadre est tracé.
done-arrow = La flèche est tracée.
done-crop = Le reste est coupé.
undone = C’est annulé.
redone = C’est rétabli.
edit-trouble = Cette modification n’a pas pu être faite, et l’image est restée telle quelle. Vous pouvez réessayer ou retirer l’image.

## Fichiers

add-file = Joindre un fichier
files = Fichiers
remove = Retirer
remove-file = { remove } : { $name }
adding = Ajout en cours…
files-added = Ajouté : { $names }
drop = Relâchez pour l’ajouter à votre demande
pasted-name = Image collée.{ $extension }
file-large = « { $name } » dépasse { $limit } et n’a donc pas été ajouté.
files-many =
    { $limit ->
        [one] Il y a de la place pour { $limit } fichier. Les autres n’ont pas été ajoutés.
       *[other] Il y a de la place pour { $limit } fichiers. Les autres n’ont pas été ajoutés.
    }
file-unreadable = « { $name } » n’a pas pu être lu et n’a donc pas été ajouté.
files-trouble = Cela n’a pas fonctionné, et rien n’a été ajouté. Merci de réessayer.

## Qui

from = De
from-nobody = Merci de nous dire qui vous êtes
from-guess = Est-ce bien vous ? Sinon, merci de modifier.
change = Modifier
done = Terminé
name = Votre nom
email = E-mail
phone = Téléphone (facultatif)
phone-required = Téléphone
for-someone-else = C’est pour quelqu’un d’autre
for-name = Nom de cette personne
for-email = E-mail de cette personne
phone-missing = Merci d’indiquer un numéro où vous rappeler.
email-odd = Cela ne ressemble pas à une adresse e-mail.
for-missing = Merci d’indiquer pour qui c’est : nom ou e-mail.

## Ce que nous envoyons

what-we-send = Ce que nous envoyons
facts-count =
    { $count ->
        [one] ({ $count } information sur ce PC)
       *[other] ({ $count } informations sur ce PC)
    }
facts-coming = (un instant…)
facts-trouble = Ce PC n’a pas pu être examiné : votre demande part sans ces informations.
facts-intro =
    En plus de ce que vous voyez ci-dessus, ceci aide { $brand } à trouver la cause. Désactivez ce que vous préférez garder
    pour vous.
always = toujours envoyé
privacy =
    Rien ne quitte ce PC avant que vous n’appuyiez sur Envoyer. Ce que vous envoyez part chiffré vers { $brand } et le
    service où sont gérées les demandes, et nulle part ailleurs. Une fois arrivés, images et fichiers sont supprimés de ce
    PC ; vos mots, 30 jours plus tard.

fact-hostname = Nom de l’ordinateur
fact-hostname-why = Distingue ce PC de tous les autres.
fact-username = Session ouverte par
fact-username-why = Indique quel compte est concerné.
fact-ip = Adresse IP
fact-ip-why = Indique où se trouve ce PC sur le réseau.
fact-mac = Adresse MAC
fact-mac-why = Distingue la carte réseau de ce PC des autres.
fact-upn = Compte professionnel
fact-upn-why = Indique qui vous êtes, pour que la réponse vous parvienne.
fact-domain = Domaine
fact-domain-why = Indique à quelle partie du réseau ce PC appartient.
fact-os = Système
fact-os-why = La solution en dépend.
fact-os_version = Version du système
fact-os_version-why = Certains problèmes vont et viennent avec une version.
fact-language = Langue
fact-language-why = Pour que la réponse nomme les boutons comme vous les voyez.
fact-session = Session
fact-session-why = Indique si vous êtes devant ce PC ou si vous y travaillez à distance.
fact-client_name = Connexion depuis
fact-client_name-why = Indique devant quel PC vous êtes réellement.
fact-model = Modèle
fact-model-why = Certains problèmes sont connus pour un modèle donné.
fact-serial = Numéro de série
fact-serial-why = Nécessaire pour la garantie et les pièces de rechange.
fact-memory = Mémoire
fact-memory-why = Un PC à court de mémoire est lent.
fact-disk = Espace disque libre
fact-disk-why = Sur un disque plein, rien ne peut être enregistré.
fact-uptime = En marche depuis
fact-uptime-why = Certains problèmes disparaissent avec un redémarrage.
fact-monitors = Écrans
fact-monitors-why = Indique quelle image correspond à quel écran.

## Pourquoi une information manque

missing-late = la réponse a trop tardé
missing-unreadable = n’a pas pu être lu
missing-not_said = le système ne le dit pas
missing-blank = laissé vide par le fabricant
missing-forbidden = réservé aux administrateurs
missing-no_disk = aucun disque fixe trouvé
missing-no_display = aucun écran trouvé
missing-no_network = aucun réseau
missing-no_mac = la connexion réseau n’en a pas
missing-no_upn = ce n’est pas un compte professionnel
missing-no_domain = hors domaine
missing-no_session = impossible à dire
missing-not_remote = vous êtes devant ce PC
missing-not_told = l’autre côté ne le dit pas

## Envoyer

language = Langue
language-fixed = Fixée par votre équipe informatique
send = Envoyer
sending = Enregistrement…
send-keys = Ctrl+Entrée
failed =
    Cela n’a pas fonctionné, et cela vient de nous. Ce que vous avez écrit est toujours là. Merci d’appuyer à nouveau sur
    « { send } ».
failed-call =
    Cela n’a pas fonctionné, et cela vient de nous. Ce que vous avez écrit est toujours là. Merci d’appuyer à nouveau sur
    « { send } », ou d’appeler { $brand } au { $phone }.

## Un brouillon gardé

kept = Vous étiez en train d’écrire ceci. Continuer, ou recommencer ?
kept-no-words = Une demande encore sans texte.
kept-files =
    { $count ->
        [one] ({ $count } fichier)
       *[other] ({ $count } fichiers)
    }
go-on = Continuer
start-fresh = Recommencer
keep-trouble =
    Votre texte n’a pas pu être gardé sur ce PC. Vous pouvez l’envoyer maintenant, ou fermer encore une fois pour
    l’abandonner.
kept-trouble = Ce brouillon n’a pas pu être retrouvé. Vous pouvez recommencer ci-dessous.

## Après l'envoi

saved = C’est enregistré. Votre référence : { $reference }
progress-sending = Envoi à { $brand }…
progress-offline =
    Vous semblez être hors ligne. Votre demande est en sécurité sur ce PC et partira d’elle-même dès que la connexion sera rétablie.
progress-waiting =
    Impossible de joindre { $brand } pour l’instant. Votre demande est en sécurité sur ce PC et partira d’elle-même un peu
    plus tard.
progress-parked =
    Votre demande est en sécurité sur ce PC, mais { $brand } doit d’abord régler quelque chose ici avant qu’elle puisse partir.
progress-delivered = Votre demande est arrivée chez { $brand }.
ticket-with = Le ticket { $number } est arrivé chez { $brand }.
rest-sending = Les images et les fichiers suivent…
rest-offline = Vous semblez être hors ligne. Le reste est en sécurité sur ce PC et partira de lui-même dès que la connexion sera rétablie.
rest-waiting = Le reste est en sécurité sur ce PC et partira de lui-même un peu plus tard.
rest-parked =
    Le reste est en sécurité sur ce PC, mais { $brand } doit d’abord régler quelque chose ici avant qu’il puisse partir.
call-waiting = Si c’est urgent, appelez le { $phone } et indiquez { $reference }.
call-parked = Merci d’appeler le { $phone } et d’indiquer { $reference }.
keep-going = Vous pouvez fermer cette fenêtre ; nous continuons.
may-close = Vous pouvez fermer cette fenêtre.
without-pictures = Les images n’étaient pas encore prêtes : votre demande est partie sans elles.
without-some = Votre demande est partie sans l’image suivante, qui n’était pas encore prête : { $screens }.
left-out = Votre demande est partie sans l’image suivante, qui n’a pas pu être préparée : { $screens }.
no-room-disk = Le disque de ce PC est plein. Votre texte est en sécurité, mais ceci n’a pas pu être joint et est resté ici : { $files }. Si c’est important, libérez un peu de place et envoyez-le dans une nouvelle demande.
no-room-waiting = Trop de demandes attendent déjà sur ce PC. Votre texte est en sécurité, mais ceci est resté ici : { $files }. Si c’est important, dites-le à { $brand } lorsqu’on vous contactera.

## Pas encore relié

not-connected = Ce bouton n’est pas encore relié
not-connected-text =
    Deskbell est installé sur ce PC, mais { $brand } n’a pas fini de le configurer : rien ne peut encore être envoyé d’ici.
not-connected-call = En attendant, merci d’appeler le { $phone }.
not-connected-no-phone = En attendant, merci de joindre { $brand } comme vous le faisiez jusqu’ici.

## Ce PC

this-pc = Ce PC
this-pc-intro = À lire au téléphone, ou à copier dans un message.
this-pc-line = { $label } : { $value }
copy = Copier
copied = Copié
copy-trouble = La copie n’a pas fonctionné. Vous pouvez sélectionner le texte.
this-pc-coming = Un instant…
this-pc-trouble = Ce PC n’a pas pu être examiné pour l’instant.

## Vos demandes

tickets = Vos demandes
tickets-none = Rien n’est en attente
tickets-none-text = Quand vous envoyez une demande, vous pouvez la suivre ici.
tickets-trouble = Vos demandes n’ont pas pu être affichées pour l’instant. Elles sont en sécurité sur ce PC.
ticket-reference = Référence { $reference }
ticket-number = Ticket { $number }
state-sending = En route
state-offline = Attend le retour de la connexion, puis part d’elle-même
state-waiting = Attend un peu, puis part d’elle-même
state-parked = En sécurité sur ce PC ; votre équipe informatique doit d’abord régler quelque chose ici
state-delivered = Arrivée chez votre équipe informatique

## À propos, et quand rien ne va

about = À propos de Deskbell
about-text = Deux clics et une phrase, et { $brand } sait ce qui ne va pas.
version = Version { $version }
open-trouble = Cette fenêtre n’a pas pu s’ouvrir correctement. Merci de la fermer et d’appuyer à nouveau sur la cloche.

## Ce que l'application annonce, selon son code

error-empty = Il n’y a encore rien à envoyer. Écrivez quelques mots, cochez une case ou gardez une image.
error-invalid = Rien n’a encore été envoyé : quelque chose est à revoir. Le reste est comme vous l’avez laissé.
error-not_connected =
    Rien n’a été envoyé : { $brand } n’a pas encore relié ce PC. Ce que vous avez écrit reste ici.
error-storage =
    Votre demande n’a pas pu être enregistrée sur ce PC : rien n’a été envoyé. Ce que vous avez écrit est toujours là. Merci
    de réessayer dans un instant.
error-disk_full =
    Le disque de ce PC est plein : votre demande n’a pas pu être enregistrée et rien n’a été envoyé. Ce que vous avez écrit
    est toujours là. Libérez un peu de place, puis appuyez à nouveau sur Envoyer.
error-updated =
    Deskbell a été mis à jour pendant que cette fenêtre était ouverte : rien n’a été envoyé. Fermez la fenêtre et appuyez à
    nouveau sur la cloche ; ce que vous avez écrit vous y sera proposé.
error-internal =
    Quelque chose s’est mal passé dans Deskbell, et cela n’a pas été fait. Ce que vous avez écrit est toujours là. Merci de
    réessayer.
error-call = Si c’est urgent, appelez { $brand } au { $phone }.

## Ce que l'application annonce à propos d'un champ, selon son code

field-empty = Quelques mots suffisent.
field-too_long = C’est plus long que { $limit } caractères.
field-message_too_long = C’est plus long que { $limit } caractères. Un fichier peut contenir le reste.
field-gone = Un fichier n’est plus là. Merci de l’ajouter à nouveau.
field-picture_gone = Une image n’est plus là. Merci de la refaire, ou de la retirer.
field-unreadable =
    « { $name } » n’a pas pu être lu et n’a donc pas été ajouté. Le reste est comme vous l’avez laissé. Ce fichier est
    peut-être ouvert dans un autre programme, ou ne vous est pas accessible.
field-too_large =
    « { $name } » dépasse { $limit } et n’a donc pas été ajouté. Le reste est comme vous l’avez laissé. Vous pouvez envoyer
    une version plus petite, ou dire dans votre message où se trouve le fichier.
field-too_many =
    Il y a de la place pour { $limit } fichiers : ceux-ci n’ont donc pas été ajoutés. Le reste est comme vous l’avez laissé.
    Vous pouvez réunir plusieurs fichiers dans une archive.
field-no_room =
    Il n’y a pas assez de place sur ce PC pour « { $name } », qui n’a donc pas été ajouté. Le reste est comme vous l’avez
    laissé. Vous pouvez libérer de la place et l’ajouter à nouveau, ou envoyer sans lui.
field-retaken =
    Les images viennent d’être refaites : rien n’a encore été envoyé. Regardez les nouvelles, puis appuyez à nouveau sur
    Envoyer.
field-redrawn =
    Une image vient d’être modifiée : rien n’a encore été envoyé. Regardez-la, puis appuyez à nouveau sur Envoyer.
