"""Spanish stock of terms and conditions; the format is described in `terms_en` and read by `clauses`."""

TITLES = {
    "news": ("Condiciones de uso", "Aviso legal y condiciones de uso"),
    "marketplace": ("Condiciones generales", "Términos y condiciones"),
    "open_data": ("Condiciones de reutilización", "Aviso legal y condiciones de reutilización"),
    "travel": ("Condiciones generales de uso", "Términos y condiciones"),
}

GENERAL = """
== about: Objeto y ámbito de aplicación / Objeto
- {service} es un servicio de {name}, con sede en {city} (en adelante, «nosotros»). Estas condiciones regulan
  el uso de {site} y de todas sus secciones.
~ Las presentes condiciones establecen las reglas con las que {name}, de {city}, pone {service} a disposición
  del público en {site}.
- El acceso al sitio supone la aceptación de estas condiciones. Si no está de acuerdo con ellas, no debe
  utilizar el servicio.
~ Al utilizar {service} usted adquiere la condición de usuario y acepta la versión de estas condiciones
  publicada en cada momento.
- Algunos servicios se rigen por condiciones particulares, que prevalecen sobre las presentes en caso de
  discrepancia.
- El servicio se dirige a personas de al menos {age} años o autorizadas por sus representantes legales.
+ Los títulos de las cláusulas tienen carácter meramente orientativo.

== accounts: Registro y cuenta de usuario / Cuenta de usuario
- Determinadas funciones requieren una cuenta. Los datos facilitados deben ser veraces y mantenerse
  actualizados.
~ Para registrarse es necesaria una dirección de correo electrónico válida. Cada persona puede tener una sola
  cuenta.
- Las credenciales son confidenciales. Cualquier uso indebido debe comunicarse sin demora a {email}.
- La cuenta es personal e intransferible.
- El usuario puede eliminar su cuenta en cualquier momento, sin perjuicio de las obligaciones legales de
  conservación.
~ La baja puede solicitarse en {email} y se tramita en un plazo de {notice} días.

== user_content: Contenidos de los usuarios / Aportaciones de los usuarios
- El usuario conserva los derechos sobre lo que publica y nos concede una licencia no exclusiva y gratuita en
  la medida necesaria para prestar el servicio.
- El usuario garantiza que sus aportaciones no vulneran derechos de terceros.
- Los contenidos ilícitos pueden notificarse a {email}. Respondemos en un plazo de {notice} días y motivamos
  nuestra decisión.
~ Cada aportación puede denunciarse mediante el enlace correspondiente. Se informa del resultado a ambas
  partes.
- Quien vea retirada su aportación puede reclamar en un plazo de {complaint} días.

== conduct: Obligaciones del usuario / Normas de uso
- Queda prohibido utilizar el servicio con fines ilícitos, acosar a otras personas o difundir contenidos
  fraudulentos o discriminatorios.
~ El usuario se compromete a un uso leal del servicio, sin amenazas, suplantaciones ni publicidad encubierta.
- Queda prohibido alterar el funcionamiento técnico del servicio, introducir programas maliciosos o acceder a
  zonas no abiertas al público.
- El usuario no debe aparentar que actúa en nuestro nombre ni en nombre de una autoridad pública.
- En caso de incumplimiento podremos advertir al usuario, limitar funciones o suspender el acceso, optando por
  la medida menos gravosa.
+ No se permite mostrar nuestras páginas dentro de marcos de terceros.

== ip: Propiedad intelectual e industrial / Propiedad intelectual
- Los textos, imágenes, programas y bases de datos de {service} están protegidos. Los derechos corresponden a
  {name} o a sus licenciantes.
~ {service} constituye una obra protegida y una base de datos. El uso del servicio no transfiere ningún
  derecho de propiedad.
- Los nombres y logotipos son marcas y no pueden emplearse de modo que sugieran una relación con nosotros.
- No pueden suprimirse las menciones de autoría y de derechos.
- Los titulares de derechos pueden dirigirse a {email} indicando la dirección de la página afectada.

== privacy: Protección de datos / Datos personales
- La política de privacidad, enlazada en todas las páginas, describe el tratamiento de los datos personales.
- Las cookies que no son imprescindibles solo se instalan con el consentimiento del usuario.
+ El usuario puede solicitar en todo momento una copia de los datos que ha facilitado en un formato de uso
  común.

== availability: Disponibilidad / Disponibilidad del servicio
- Procuramos que el servicio esté disponible de forma continua, sin garantizar un nivel determinado.
~ Las tareas de mantenimiento se realizan preferentemente de noche y las interrupciones largas se anuncian.
- Podemos modificar o suprimir funciones. Si se suprime una función de pago, se devuelve la parte no
  utilizada.
- Los enlaces a otros sitios se ofrecen a título informativo y no suponen su aprobación.

== liability: Responsabilidad / Garantías y responsabilidad
- Ninguna cláusula limita nuestra responsabilidad por dolo, culpa grave o daños personales.
- En los demás casos, nuestra responsabilidad se limita a los daños previsibles y a {cap} por siniestro.
~ Por lo demás, la indemnización total no podrá superar {cap} al año.
- La información se elabora con cuidado, pero puede ser incompleta o no estar actualizada y no sustituye al
  asesoramiento profesional.
- Frente a empresarios queda excluido el lucro cesante.
+ Ninguna de las partes responde de los retrasos causados por fuerza mayor.

== termination: Duración y terminación / Terminación
- El contrato tiene duración indefinida. Cualquiera de las partes puede ponerle fin por escrito con {notice}
  días de antelación.
- En caso de incumplimiento grave o reiterado podremos suspender el acceso de inmediato, comunicando los
  motivos.

== changes: Modificación de las condiciones / Cambios
- Podemos modificar estas condiciones cuando lo exijan la ley, la técnica o el servicio. Los usuarios
  registrados serán avisados con al menos {notice} días de antelación.
~ La versión vigente está publicada en {site}. Los cambios relevantes se anuncian {notice} días antes de su
  entrada en vigor.
- Quien no acepte un cambio puede resolver el contrato antes de que entre en vigor.

== law: Legislación aplicable y jurisdicción / Ley aplicable
- Estas condiciones se rigen por {law}. Los consumidores conservan la protección de las normas imperativas de
  su país de residencia.
- Los litigios se someten a {courts}, salvo que la ley disponga otra cosa.
- Las reclamaciones pueden dirigirse a {email}; se responden en un plazo de {complaint} días.
- La nulidad de una cláusula no afecta a las demás.

== contact: Contacto
- Para cualquier consulta sobre estas condiciones: {email}.
~ {name}, asesoría jurídica, {city}, {email}.
"""

EXTRA = ""

KINDS = """
== news/reading: Suscripciones / Artículos gratuitos y suscripciones
- Cada mes puede leerse gratuitamente un número limitado de artículos. Los demás están reservados a los
  suscriptores.
~ Los artículos señalados con una llave están reservados a los suscriptores; los demás se financian con
  publicidad.
- La suscripción se renueva por el mismo período salvo cancelación previa.
- El acceso es personal. Las empresas, bibliotecas y administraciones necesitan una licencia colectiva.
~ Los resúmenes de prensa y la difusión interna requieren una licencia aparte.
+ Los suscriptores pueden consultar la hemeroteca desde 1999.

== news/editorial: Contenidos de la redacción / Redacción y rectificaciones
- La redacción es independiente de los anunciantes. Los contenidos publicitarios se identifican como tales.
- Los errores se corrigen al pie del artículo, con la fecha y el motivo de la corrección.
- Las cotizaciones, resultados deportivos y previsiones meteorológicas proceden de agencias y pueden
  publicarse con retraso.

== news/comments: Comentarios de los lectores
- Los comentarios permanecen abiertos 48 horas y se revisan antes de su publicación.
- Las cartas al director pueden abreviarse y publicarse con el nombre y la localidad de su autor.

== marketplace/role: Función del mercado / Papel de intermediario
- {service} pone en contacto a compradores y vendedores. El contrato de compraventa se celebra exclusivamente
  entre ellos.
- Cada oferta indica si el vendedor es un profesional. Frente a particulares no existe derecho de
  desistimiento.
- El orden de los resultados depende de la relevancia, del precio con envío, de la valoración del vendedor y
  de la promoción pagada, que se señala.
+ Los vendedores profesionales deben comunicar nombre, domicilio y número de registro antes de publicar su
  primera oferta.

== marketplace/buying: Pedidos y pagos / Compras
- El pedido es vinculante cuando el vendedor lo acepta o envía el producto.
- Los pagos los gestiona una entidad autorizada. El precio se abona al vendedor {complaint} días después de la
  entrega, salvo reclamación.
- La protección del comprador cubre los pedidos pagados en {service} hasta {cap}.

== marketplace/selling: Vendedores y comisiones
- Los vendedores abonan una comisión sobre el precio de venta. Las tarifas se modifican con {notice} días de
  antelación.
- No pueden ofrecerse productos prohibidos, retirados del mercado o falsificados.
- Se prohíben los datos de contacto y enlaces que desvíen al comprador fuera del mercado.

== open_data/catalogue: El catálogo / Conjuntos de datos
- {service} reúne conjuntos de datos que los organismos públicos y sus colaboradores ponen a disposición para
  su reutilización. Cada ficha indica el productor, la licencia, la fecha y un contacto.
- Los datos se ofrecen como ficheros descargables y, cuando así se indica, mediante una interfaz de
  programación.
~ Para más de unos miles de registros recomendamos los ficheros completos, que se regeneran cada noche.
- El organismo productor responde de sus datos. Las correcciones constan en el historial de cada conjunto.
- Un conjunto puede retirarse si contiene datos personales o derechos de terceros.
+ Los conjuntos que dejan de actualizarse se archivan y permanecen en línea durante diez años.

== open_data/quality: Actualización y calidad
- La frecuencia de actualización es orientativa y no constituye un compromiso.
- Las coordenadas y los límites son aproximados y no sirven de base para decisiones jurídicas.

== travel/booking: Búsqueda y reserva / Reservas
- {service} compara ofertas de hoteles, aerolíneas y agencias. El contrato se celebra con el proveedor
  indicado antes de reservar.
- Los precios incluyen los impuestos y cargos obligatorios comunicados por el proveedor.
- Las cancelaciones se rigen por las condiciones del proveedor. El reembolso se efectúa en un plazo de 14
  días.
~ La cancelación es posible desde la cuenta hasta la hora indicada en la confirmación.
- Corresponde al viajero comprobar los requisitos de entrada y sanitarios.
+ Los viajes combinados se identifican como tales y cuentan con garantía frente a la insolvencia.

== travel/reviews: Opiniones y valoraciones / Opiniones
- Las opiniones proceden de clientes que han completado su reserva y se publican sin cambios, salvo que sean
  ilícitas.
- La puntuación global es la media de los últimos 36 meses.
"""

POSITIONS = """
== scraping.prohibited
- Queda prohibido el uso de robots, arañas u otros medios automatizados para acceder, copiar o vigilar los
  contenidos del servicio. La prohibición alcanza también a las páginas de acceso libre.
- No se permite la extracción sistemática o automatizada de los contenidos de {site}, total o parcial. Es
  indiferente la herramienta empleada.
== scraping.permission
- El acceso automatizado requiere nuestra autorización previa por escrito. Las solicitudes, con su finalidad y
  volumen, se dirigen a {email}.
== scraping.rate
- Se permite la consulta automatizada de las páginas públicas hasta un máximo de {rate} solicitudes por
  minuto. El programa debe identificarse con su nombre y una dirección de contacto.
== scraping.allowed
- Las páginas públicas pueden consultarse por medios automatizados siempre que no se perjudique el
  funcionamiento del servicio.
- Se permite la descarga automatizada de los contenidos publicados. Para grandes volúmenes podemos indicar una
  vía más rápida.
== scraping.vague
- El uso automatizado que exceda de lo habitual no es deseado y puede limitarse. Lo habitual se valora según
  las circunstancias.
== crawling.search_only
- Los buscadores pueden indexar nuestras páginas con el único fin de remitir a ellas a sus usuarios.
== crawling.robots
- Los rastreadores deben respetar las instrucciones de nuestro fichero robots.txt. En caso contrario no están
  autorizados a acceder al servicio.
== ai_training.prohibited
- Se prohíbe utilizar nuestros contenidos para entrenar, probar o mejorar sistemas de inteligencia artificial.
  La prohibición incluye la creación de conjuntos de datos con ese fin.
- Nos reservamos expresamente los derechos de minería de textos y datos sobre nuestros contenidos. La reserva
  comprende el entrenamiento de modelos de lenguaje.
== ai_training.licence
- El uso de nuestros contenidos para entrenar inteligencia artificial requiere una licencia específica. Las
  solicitudes se reciben en {email}.
== ai_training.allowed
- Los datos pueden utilizarse para entrenar y evaluar modelos de aprendizaje automático, también con fines
  comerciales.
== ai_training.vague
- Los nuevos usos técnicos de nuestros contenidos, en particular mediante inteligencia artificial, pueden
  requerir en ciertos casos nuestro consentimiento.
== llm_use.prohibited
- Nuestros artículos no pueden incorporarse a asistentes conversacionales que los reproduzcan o resuman para
  terceros.
== llm_use.conditional
- Los asistentes basados en modelos de lenguaje pueden citar hasta 50 palabras de una página si mencionan
  {service} y enlazan a ella.
== llm_use.allowed
- Los modelos de lenguaje y los asistentes pueden leer, resumir y citar nuestras páginas públicas.
== commercial.prohibited
- Los contenidos se destinan exclusivamente a un uso personal y no comercial. Todo uso en el marco de una
  empresa se considera comercial.
== commercial.conditional
- El uso comercial de los contenidos requiere una tarifa de pago o un acuerdo específico.
== commercial.allowed
- Los contenidos pueden utilizarse para cualquier fin, incluido el comercial. No se exige contraprestación
  alguna.
== resale.prohibited
- Se prohíbe vender, sublicenciar o arrendar a terceros los datos obtenidos de {service}.
== derivative.allowed
- Se permite adaptar, traducir y combinar los contenidos con otros materiales. Los cambios deben indicarse.
== derivative.prohibited
- No se permite adaptar, traducir ni combinar los contenidos con otros materiales. Queda a salvo el derecho de
  cita.
== attribution.required
- Toda reproducción debe citar la fuente en la forma «{attribution}» y enlazar a la página original.
- La reutilización exige la mención «{attribution}». Los contenidos modificados deben identificarse como
  tales.
== licence.cc_by
- Salvo indicación en contrario, los contenidos se publican bajo la licencia Creative Commons Atribución 4.0
  Internacional. Pueden compartirse y adaptarse para cualquier fin si se cita la fuente y se indican los
  cambios.
== licence.cc_by_nc
- Salvo indicación en contrario, los contenidos se publican bajo la licencia Creative Commons
  Atribución-NoComercial 4.0 Internacional.
== licence.cc0
- Los datos publicados pueden reutilizarse libremente y sin restricción alguna. Se agradece la mención de la
  fuente, pero no se exige.
== storage.conditional
- Las copias de nuestros datos no pueden conservarse más de {retention} y deben después borrarse o
  actualizarse.
== storage.prohibited
- No se permite conservar nuestros datos una vez terminada la sesión.
== processing.allowed
- Los organismos de investigación pueden analizar los contenidos por medios automatizados con fines de
  investigación no comercial.
== geo.conditional
- El servicio se dirige a usuarios situados en {countries} y solo puede utilizarse desde allí.
== time.conditional
- Los contenidos no pueden mostrarse más de 90 días después de su publicación.
== api.allowed
- Los usuarios registrados pueden acceder a los datos mediante nuestra interfaz de programación, con un máximo
  de {rate} solicitudes por minuto. La clave es personal e intransferible.
== api.required
- El acceso automatizado solo se permite mediante nuestra interfaz de programación y con un máximo de {rate}
  solicitudes por minuto.
== api.paid
- La interfaz de programación está reservada a los clientes con contrato de datos. El límite técnico es de
  {rate} solicitudes por minuto.
"""

POSITION_SECTIONS = """
== access: Acceso automatizado / Rastreadores y minería de datos
- Podemos bloquear sin previo aviso las direcciones y programas que incumplan estas reglas.
== reuse: Uso de los contenidos / Reutilización de los contenidos
- El usuario puede leer, imprimir y guardar páginas para su propio uso. Cualquier otro uso requiere una
  autorización legal, contractual o una licencia.
~ Las reglas siguientes indican qué puede hacerse con los contenidos publicados, sin limitar las excepciones
  legales.
- Las fotografías y los textos de agencia no están cubiertos por estas autorizaciones.
== api: Interfaz de programación / Acceso para desarrolladores
- Las claves deben mantenerse en secreto. Las que se hagan públicas podrán anularse.
- Los cambios de la interfaz se anuncian con {notice} días de antelación. Las versiones anteriores se
  mantienen durante seis meses.
"""
