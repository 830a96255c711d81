### Español. El tono: tranquilo y sencillo, de usted; sin jerga, sin reproches y sin exclamaciones.
### $brand es un nombre («Contoso IT») o { brand-default }: ninguna frase empieza por él.

brand-default = su equipo de informática
title =
    { $kind ->
        [name] { $brand } – Ayuda
       *[description] Ayuda de { $brand }
    }
practice = Modo de práctica. Puede pulsarlo todo; no le llega nada a nadie.

## Qué ocurre

message-label = ¿Qué ocurre?
message-hint = Con sus propias palabras. Basta una frase.
message-empty = Escriba aquí unas palabras, marque algo más abajo o añada una imagen o un archivo.
message-long =
    { $over ->
        [one] Sobra 1 carácter; caben { $limit }.
       *[other] Sobran { $over } caracteres; caben { $limit }.
    } Acorte el texto, por favor, o añada la parte larga como archivo.
selections = Lo que corresponde
clear-choice = Quitar la elección
required = necesario
required-box = Marque esto antes de enviar, por favor.
required-radio = Elija una de estas opciones, por favor.
required-text = Responda aquí, por favor. Bastan unas palabras.
line-long = Esto tiene más de { $limit } caracteres. El resto cabe en el mensaje.

## Imágenes

pictures = Imágenes de su pantalla
pictures-note = todavía no se ha enviado nada
pictures-hint = Haga clic en una imagen para ocultar o señalar algo en ella.
pictures-coming = Preparando las imágenes…
pictures-here =
    { $count ->
        [one] Ya está la imagen. Todavía no se ha enviado nada.
       *[other] Ya están las { $count } imágenes. Todavía no se ha enviado nada.
    }
pictures-none = Esta vez no hay imágenes. Puede escribir o añadir un archivo.
pictures-trouble = No se han podido tomar las imágenes. Puede escribir o añadir un archivo.
pictures-some = No se han podido tomar todas las pantallas. Puede enviar su solicitud sin las que faltan.
pictures-unseen = Una imagen no se ha podido mostrar, así que se queda aquí y no se envía.
screen = Pantalla { $number }
screen-size = { $screen }, { $width } × { $height }
picture-see = Ver { $screen } en grande
take-out = Quitar
put-back = Incluir
take-out-screen = { take-out }: { $screen }
put-back-screen = { put-back }: { $screen }
taken-out = Quitada
not-sent = No se envía
picture-stays = Esta imagen se queda aquí y no se envía.
picture-goes = Esta imagen acompaña a su solicitud.
retake = Repetir
retaking = Repitiendo…
add-picture = Añadir una imagen de mi pantalla
countdown = para tomar las imágenes
actual-size = Tamaño real
fit = Ajustar
previous = Anterior
next = Siguiente
close = Cerrar

## Una imagen, cambiada

edit = Cambiar esta imagen
tool-hide = Ocultar
tool-box = Recuadro
tool-arrow = Flecha
tool-crop = Recortar
undo = Deshacer
redo = Rehacer
edit-hint = Oculte lo que sea privado o señale a qué se refiere. Cada cambio vale al instante.
draw-area = Arrastre sobre la imagen o pulse en dos esquinas.
draw-corner = Pulse ahora en la esquina opuesta.
draw-arrow = Arrastre hasta lo que quiere señalar, o pulse donde empieza la flecha y después donde apunta.
draw-tip = Pulse ahora en lo que señala.
place = Poner en el centro
shape-keys = { $shape }: las flechas del teclado mueven y, con Mayús, cambian el tamaño. Intro conserva, Supr quita.
shape-at = A un { $left } % de la izquierda y un { $top } % de arriba, { $wide } % de ancho, { $high } % de alto
arrow-at = Apunta a un { $left } % de la izquierda y un { $top } % de arriba
shape-removed = Se ha quitado.
done-hide = Está oculto. Solo queda un rectángulo negro.
done-box = El recuadro está dibujado.
done-arrow = La flecha está dibujada.
done-crop = Lo demás se ha recortado.
undone = Se ha deshecho.
redone = Se ha rehecho.
edit-trouble = Ese cambio no se pudo hacer, y la imagen está como antes. Puede intentarlo de nuevo o quitar la imagen.

## Archivos

add-file = Añadir archivo
files = Archivos
remove = Quitar
remove-file = { remove }: { $name }
adding = Añadiendo…
files-added = Añadido: { $names }
drop = Suéltelo para añadirlo a su solicitud
pasted-name = Imagen pegada.{ $extension }
file-large = «{ $name }» ocupa más de { $limit }, así que no se ha añadido.
files-many =
    { $limit ->
        [one] Hay sitio para 1 archivo. Los demás no se han añadido.
       *[other] Hay sitio para { $limit } archivos. Los demás no se han añadido.
    }
file-unreadable = No se ha podido leer «{ $name }», así que no se ha añadido.
files-trouble = No ha funcionado y no se ha añadido nada. Inténtelo otra vez, por favor.

## Quién

from = De
from-nobody = Díganos quién es, por favor
from-guess = ¿Es usted? Si no, cámbielo, por favor.
change = Cambiar
done = Listo
name = Su nombre
email = Correo electrónico
phone = Teléfono (opcional)
phone-required = Teléfono
for-someone-else = Es para otra persona
for-name = Nombre de esa persona
for-email = Correo electrónico de esa persona
phone-missing = Indique un número en el que podamos devolverle la llamada, por favor.
email-odd = Esto no parece una dirección de correo electrónico.
for-missing = Indique para quién es: nombre o correo electrónico, por favor.

## Lo que enviamos

what-we-send = Lo que enviamos
facts-count =
    { $count ->
        [one] (1 dato de este PC)
       *[other] ({ $count } datos de este PC)
    }
facts-coming = (un momento…)
facts-trouble = No se ha podido examinar este PC, así que su solicitud sale sin estos datos.
facts-intro =
    Además de lo que ve más arriba, esto ayuda a { $brand } a encontrar la causa. Desactive lo que prefiera guardarse para
    usted.
always = se envía siempre
privacy =
    Nada sale de este PC antes de que pulse Enviar. Lo que envía va cifrado a { $brand } y al servicio donde se gestionan
    las solicitudes, y a ningún otro sitio. Cuando han llegado, las imágenes y los archivos se borran de este PC; sus
    palabras, 30 días después.

fact-hostname = Nombre del equipo
fact-hostname-why = Distingue este PC de todos los demás.
fact-username = Sesión iniciada como
fact-username-why = Indica a qué cuenta le ocurre.
fact-ip = Dirección IP
fact-ip-why = Indica en qué lugar de la red está este PC.
fact-mac = Dirección MAC
fact-mac-why = Distingue la tarjeta de red de este PC de las demás.
fact-upn = Cuenta de trabajo
fact-upn-why = Indica quién es usted, para que le llegue la respuesta.
fact-domain = Dominio
fact-domain-why = Indica a qué parte de la red pertenece este PC.
fact-os = Sistema
fact-os-why = De él depende la solución.
fact-os_version = Versión del sistema
fact-os_version-why = Algunos problemas van y vienen con una versión.
fact-language = Idioma
fact-language-why = Para que la respuesta nombre los botones tal como usted los ve.
fact-session = Sesión
fact-session-why = Indica si está delante de este PC o trabaja en él a distancia.
fact-client_name = Conectado desde
fact-client_name-why = Indica delante de qué PC está en realidad.
fact-model = Modelo
fact-model-why = Algunos problemas son conocidos en un modelo concreto.
fact-serial = Número de serie
fact-serial-why = Hace falta para la garantía y los repuestos.
fact-memory = Memoria
fact-memory-why = Un PC con poca memoria libre va lento.
fact-disk = Espacio libre en disco
fact-disk-why = En un disco lleno no se puede guardar nada.
fact-uptime = En marcha desde
fact-uptime-why = Algunos problemas desaparecen al reiniciar.
fact-monitors = Monitores
fact-monitors-why = Indica qué imagen es de qué pantalla.

## Por qué falta un dato

missing-late = la respuesta ha tardado demasiado
missing-unreadable = no se ha podido leer
missing-not_said = el sistema no lo dice
missing-blank = el fabricante lo dejó en blanco
missing-forbidden = solo un administrador puede leerlo
missing-no_disk = no se ha encontrado ningún disco fijo
missing-no_display = no se ha encontrado ninguna pantalla
missing-no_network = no hay red
missing-no_mac = la conexión de red no tiene
missing-no_upn = no es una cuenta de trabajo
missing-no_domain = fuera de un dominio
missing-no_session = no se puede saber
missing-not_remote = está usted ante este PC
missing-not_told = el otro lado no lo dice

## Enviar

language = Idioma
language-fixed = Lo ha fijado su equipo de informática
send = Enviar
sending = Guardando…
send-keys = Ctrl+Intro
failed =
    No ha funcionado, y es cosa nuestra. Lo que ha escrito sigue aquí. Pulse «{ send }» otra vez, por favor.
failed-call =
    No ha funcionado, y es cosa nuestra. Lo que ha escrito sigue aquí. Pulse «{ send }» otra vez, por favor, o llame a
    { $brand } al { $phone }.

## Un borrador guardado

kept = Estaba escribiendo esto. ¿Continuar o empezar de nuevo?
kept-no-words = Una solicitud todavía sin texto.
kept-files =
    { $count ->
        [one] (1 archivo)
       *[other] ({ $count } archivos)
    }
go-on = Continuar
start-fresh = Empezar de nuevo
keep-trouble =
    Lo que ha escrito no se ha podido guardar en este PC. Puede enviarlo ahora, o cerrar otra vez para descartarlo.
kept-trouble = No se ha podido recuperar ese borrador. Puede empezar de nuevo más abajo.

## Después de enviar

saved = Guardado. Su referencia es { $reference }
progress-sending = Enviándolo a { $brand }…
progress-offline =
    Parece que no tiene conexión. Su solicitud está a salvo en este PC y saldrá por sí sola cuando vuelva la conexión.
progress-waiting =
    En este momento no es posible llegar a { $brand }. Su solicitud está a salvo en este PC y saldrá por sí sola un poco más
    tarde.
progress-parked =
    Su solicitud está a salvo en este PC, pero antes de que pueda salir, { $brand } tiene que arreglar algo aquí.
progress-delivered = Su solicitud ya ha llegado a { $brand }.
ticket-with = El ticket { $number } ya ha llegado a { $brand }.
rest-sending = Las imágenes y los archivos van en camino…
rest-offline = Parece que no tiene conexión. El resto está a salvo en este PC y saldrá por sí solo cuando vuelva la conexión.
rest-waiting = El resto está a salvo en este PC y saldrá por sí solo un poco más tarde.
rest-parked = El resto está a salvo en este PC, pero antes de que pueda salir, { $brand } tiene que arreglar algo aquí.
call-waiting = Si no puede esperar, llame al { $phone } y diga { $reference }.
call-parked = Llame, por favor, al { $phone } y diga { $reference }.
keep-going = Puede cerrar esta ventana; nosotros seguimos.
may-close = Puede cerrar esta ventana.
without-pictures = Las imágenes aún no estaban listas, así que la solicitud ha salido sin ellas.
without-some = La solicitud ha salido sin la imagen de { $screens }, que aún no estaba lista.
left-out = La solicitud ha salido sin la imagen de { $screens }, que no se ha podido preparar.
no-room-disk = El disco de este PC está lleno. Su texto está a salvo, pero esto no ha cabido y se ha quedado aquí: { $files }. Si es importante, libere algo de espacio y envíelo en una nueva solicitud.
no-room-waiting = Ya hay demasiado en espera en este PC. Su texto está a salvo, pero esto se ha quedado aquí: { $files }. Si es importante, dígaselo a { $brand } cuando se pongan en contacto con usted.

## Aún sin conectar

not-connected = Este botón aún no está conectado
not-connected-text =
    Deskbell está en este PC, pero { $brand } aún no ha terminado de configurarlo, así que desde aquí todavía no se puede
    enviar nada.
not-connected-call = Mientras tanto, llame al { $phone }, por favor.
not-connected-no-phone = Mientras tanto, póngase en contacto con { $brand } como hasta ahora, por favor.

## Este PC

this-pc = Este PC
this-pc-intro = Para leerlo por teléfono o copiarlo en un mensaje.
this-pc-line = { $label }: { $value }
copy = Copiar
copied = Copiado
copy-trouble = No se ha podido copiar. En su lugar, puede seleccionar el texto.
this-pc-coming = Un momento…
this-pc-trouble = En este momento no se ha podido examinar este PC.

## Sus solicitudes

tickets = Sus solicitudes
tickets-none = No hay nada pendiente
tickets-none-text = Cuando envíe una solicitud, podrá seguirla aquí.
tickets-trouble = En este momento no se han podido mostrar sus solicitudes. Están a salvo en este PC.
ticket-reference = Referencia { $reference }
ticket-number = Ticket { $number }
state-sending = En camino
state-offline = Espera a que vuelva la conexión y saldrá por sí sola
state-waiting = Espera un poco y saldrá por sí sola
state-parked = A salvo en este PC; su equipo de informática tiene que arreglar algo aquí
state-delivered = Ya ha llegado a su equipo de informática

## Acerca de, y cuando nada funciona

about = Acerca de Deskbell
about-text = Dos clics y una frase, y { $brand } sabe qué ocurre.
version = Versión { $version }
open-trouble = Esta ventana no se ha podido abrir bien. Ciérrela, por favor, y pulse la campana otra vez.

## Lo que dice la aplicación, según su código

error-empty = Todavía no hay nada que enviar. Escriba unas palabras, marque algo o deje una imagen.
error-invalid = Todavía no se ha enviado nada, porque hay algo que revisar. Lo demás está como lo dejó.
error-not_connected =
    No se ha enviado nada, porque { $brand } aún no ha conectado este PC. Lo que ha escrito se queda aquí.
error-storage =
    Su solicitud no se ha podido guardar en este PC, así que no se ha enviado nada. Lo que ha escrito sigue aquí. Inténtelo
    otra vez dentro de un momento, por favor.
error-disk_full =
    El disco de este PC está lleno, así que su solicitud no se ha podido guardar y no se ha enviado nada. Lo que ha escrito
    sigue aquí. Libere algo de espacio y pulse Enviar otra vez.
error-updated =
    Deskbell se ha actualizado mientras esta ventana estaba abierta, así que no se ha enviado nada. Cierre la ventana y pulse
    la campana otra vez; allí se le ofrecerá lo que ha escrito.
error-internal =
    Algo ha ido mal en Deskbell, así que esto no se ha hecho. Lo que ha escrito sigue aquí. Inténtelo otra vez, por favor.
error-call = Si no puede esperar, llame a { $brand } al { $phone }.

## Lo que dice la aplicación de un campo, según su código

field-empty = Bastan unas palabras.
field-too_long = Tiene más de { $limit } caracteres.
field-message_too_long = Tiene más de { $limit } caracteres. El resto cabe en un archivo.
field-gone = Un archivo ya no está. Añádalo otra vez, por favor.
field-picture_gone = Una imagen ya no está. Tómela otra vez, por favor, o quítela.
field-unreadable =
    «{ $name }» no se ha podido leer, así que no se ha añadido. Lo demás está como lo dejó. Puede que esté abierto en otro
    programa, o que usted no pueda abrirlo.
field-too_large =
    «{ $name }» ocupa más de { $limit }, así que no se ha añadido. Lo demás está como lo dejó. Puede enviar una versión más
    pequeña, o decir en su mensaje dónde está el archivo.
field-too_many =
    Caben { $limit } archivos, así que estos no se han añadido. Lo demás está como lo dejó. Puede reunir varios archivos en
    uno comprimido.
field-no_room =
    En este PC hay muy poco espacio para «{ $name }», así que no se ha añadido. Lo demás está como lo dejó. Puede liberar
    espacio y añadirlo otra vez, o enviar sin él.
field-retaken =
    Las imágenes se acaban de tomar de nuevo, así que todavía no se ha enviado nada. Mire las nuevas y pulse Enviar otra vez.
field-redrawn =
    Una imagen se acaba de cambiar, así que todavía no se ha enviado nada. Mírela y pulse Enviar otra vez.
