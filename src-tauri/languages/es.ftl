### Lo que la aplicación dice fuera de sus páginas. Tono y $brand como en ui/src/languages/es.ftl; $whom sigue a «llame a».

## El icono junto al reloj

tray-new = Nueva solicitud
tray-tickets = Solicitudes en espera ({ $count })…
tray-about = Acerca de
tray-quit = Salir
tray-ticket = { $ticket }, { $standing }
ticket-sending = se está enviando
ticket-offline = saldrá cuando vuelva la conexión
ticket-waiting = espera su turno
ticket-late = lleva mucho tiempo en espera; llame si no puede esperar
ticket-parked = necesita a su equipo de informática
tray-ready = Pulse aquí para pedir ayuda
tray-working =
    { $count ->
        [one] Hay una solicitud en camino
       *[other] Hay { $count } solicitudes en camino
    }
tray-late = Una solicitud lleva más de una hora en espera
tray-parked = Por una solicitud, su equipo de informática tiene que mirar este PC
tray-not-connected = Deskbell aún no está conectado con su equipo de informática

## Notificaciones

whom = { $brand } al { $phone }
notify-sent = Su solicitud se ha enviado
notify-sent-number = El ticket { $number } ya ha llegado a { $brand }. Su referencia es { $reference }.
notify-sent-no-number = Ya ha llegado a { $brand }. Su referencia es { $reference }.
notify-late = Su solicitud { $reference } lleva una hora sin poder enviarse
notify-late-safe = Está a salvo en este PC y saldrá por sí sola.
notify-late-parked = Está a salvo en este PC, pero { $brand } tiene que mirarla.
notify-late-call = Si no puede esperar, llame a { $whom } y diga { $reference }.
notify-damaged = Lo que esperaba en este PC ha sufrido daños
notify-unreadable =
    No se ha podido leer nada. Si había enviado una solicitud de la que no tiene número de ticket, envíela otra vez, por
    favor, o llame a { $whom }.
notify-maimed = Hemos conservado lo que se podía leer. Es posible que falten imágenes o archivos de { $references }.
notify-lost =
    No podemos saber si { $references } se ha enviado. Llame, por favor, a { $whom }, diga { $references } y envíelo otra vez
    si hace falta.
notify-crashed = Deskbell ha vuelto
notify-crashed-text =
    Se había detenido por un descuido propio. Lo que usted envió está a salvo. En este PC se guarda un informe sin ningún
    dato suyo, para que { $brand } pueda verlo.
notify-no-form = El formulario no se ha podido abrir
notify-no-form-text = No se ha enviado nada. Pulse la campana otra vez, por favor, o llame a { $whom }.

## La ventana sencilla

plain-message = ¿&Qué ocurre? Basta una frase.
plain-name = Su &nombre
plain-email = &Correo electrónico
plain-phone = &Teléfono (opcional)
plain-send = &Enviar
plain-intro = Esta es la ventana sencilla de Deskbell: a este PC le falta una pieza que la habitual necesita (WebView2).
plain-intro-live = Aun así, su solicitud llegará a { $brand }.
plain-intro-kept = Estaba escribiendo esto cuando cerró la ventana.
plain-facts = Con ella van estos datos de este PC: { $facts }.
plain-no-facts = No se ha podido examinar este PC, así que no va ningún dato suyo.
plain-files =
    { $count ->
        [one] También va el archivo que añadió antes.
       *[other] También van los { $count } archivos que añadió antes.
    }
plain-for = para { $who }
plain-said-before = También va lo que indicó antes: { $said }.
plain-no-picture = No va ninguna imagen de su pantalla, porque esta ventana no puede mostrársela antes.
