"""Las 13 politicas en palabras llanas, para quien comenta: que significan, un ejemplo de cada lado y quien decide."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Norma:
    """Un articulo explicado. `obliga`: si obliga a la institucion (no restringe a quien comenta)."""

    numero: int
    significa: str
    si: str
    no: str
    decide: str
    obliga: bool = False


_PERSONA: Final = "Siempre una persona de la institución. La máquina solo señala; no actúa sola."
_CASA: Final = "La institución, antes de publicar. A usted no se le restringe nada por este artículo."

NORMAS: Final = (
    Norma(
        1,
        "No se permiten amenazas, llamados a la violencia, odio contra un grupo de personas, hacerse pasar por la "
        "institución, noticias falsas sobre sus servicios ni acusar de un delito a una persona con nombre: para denunciar a "
        "alguien tiene derecho a hacerlo en una oficina de atención o por mensaje privado. Quejarse, denunciar un mal "
        "servicio o no estar de acuerdo no daña la imagen: es participar.",
        "«A ese doctor lo vamos a esperar a la salida.»",
        "«Llevo tres meses esperando cita, es una vergüenza cómo nos atienden.»",
        _PERSONA,
    ),
    Norma(
        2,
        "No se permiten insultos dirigidos a personas ni palabras soeces. Una palabra fuerte contra un servicio, una "
        "palabra del cuerpo en una consulta médica, o contar lo que otra persona le dijo no son un insulto de usted.",
        "Un insulto directo a quien le atiende o a otra persona que comenta.",
        "«Me dijeron tonta en la ventanilla, quiero denunciarlo.»",
        "Si el insulto es claro, la máquina puede ocultar el comentario y pedir un bloqueo provisional, que una persona "
        "confirma o deshace. En todo lo dudoso decide primero una persona.",
    ),
    Norma(
        3,
        "Obliga a la institución a no publicar datos que se contradigan: fechas, horas, teléfonos, montos o requisitos.",
        "Que la institución anuncie dos horarios distintos para la misma farmacia.",
        "Que usted señale el error: «Ayer pusieron que abrían a las ocho».",
        _CASA,
        obliga=True,
    ),
    Norma(
        4,
        "Los enlaces y la información de otras organizaciones solo se dejan si tienen que ver con la institución o con "
        "sus actividades. Los sitios del Estado y de organismos de salud puede compartirlos cualquiera.",
        "Un enlace a una tienda, a un préstamo o a un grupo de mensajes para vender trámites.",
        "Un enlace a una página del Ministerio de Salud sobre vacunas.",
        "Si el enlace va con un anuncio claro y está permitido, la máquina puede ocultar el comentario; una persona lo confirma o "
        "lo deshace. Lo demás lo decide una persona.",
    ),
    Norma(
        5,
        "Cuando usted pregunta por un servicio, la respuesta debe apoyarse en lo que informe el área responsable. Por eso "
        "puede tardar: nadie le contesta de memoria.",
        "Que se le responda un requisito sin haberlo consultado con el área.",
        "«¿Qué necesito para el subsidio por maternidad?»",
        _CASA,
        obliga=True,
    ),
    Norma(
        6,
        "La postura oficial sobre un asunto se da en comunicados numerados, firmados y con fechas.",
        "Que se publique un comunicado sin número o sin quien lo firme.",
        "Que usted pida que la institución se pronuncie sobre un tema.",
        _CASA,
        obliga=True,
    ),
    Norma(
        7,
        "Las cuentas hablan como institución: no conversan de asuntos personales o privados. Si usted saluda o bromea no "
        "pasa nada; es posible que no reciba respuesta.",
        "Que quien administra la cuenta opine de política o pregunte por su vida privada.",
        "«Feliz domingo, saludos desde Usulután.»",
        _CASA,
        obliga=True,
    ),
    Norma(
        8,
        "Todo lo que la institución publica, responde o restringe queda registrado, con quién lo decidió y por qué. Ese "
        "registro es el que permite que usted apele.",
        "Que la misma persona redacte un comunicado y lo apruebe.",
        "Que usted pida que se revise lo que se hizo con su comentario.",
        _CASA,
        obliga=True,
    ),
    Norma(
        9,
        "Las cuentas se actualizan al ritmo de cada red: ni abandonadas ni saturadas de publicaciones.",
        "Que la cuenta pase semanas sin publicar, o publique decenas de veces en un día.",
        "Que usted comente a cualquier hora y cuantas veces tenga algo que decir.",
        _CASA,
        obliga=True,
    ),
    Norma(
        10,
        "La institución cuida la ortografía y la redacción de lo que publica. A usted no se le corrige ni se le restringe "
        "por escribir con faltas.",
        "Que la institución publique un texto con errores.",
        "«ola kisiera saver si ay bacuna» se lee y se atiende igual.",
        _CASA,
        obliga=True,
    ),
    Norma(
        11,
        "No se publican textos enteros en mayúsculas, salvo por razones de impacto. Si usted escribe así, solo queda "
        "anotado: por sí solo no se le oculta.",
        "Que la institución publique un aviso entero en mayúsculas sin razón.",
        "«GRACIAS POR LA ATENCIÓN DE HOY.»",
        _PERSONA,
    ),
    Norma(
        12,
        "No se permite la publicidad ni repetir el mismo mensaje para inundar la conversación. Que muchas personas "
        "reclamen lo mismo, aun con las mismas palabras, no es publicidad: es un reclamo.",
        "El mismo anuncio de préstamos pegado en veinte publicaciones.",
        "Muchas personas que escriben «queremos más médicos en Santa Ana».",
        "Si es publicidad clara, repetida o no, y está permitido, la máquina puede ocultarla; una persona lo confirma o lo "
        "deshace. Lo demás lo decide una persona.",
    ),
    Norma(
        13,
        "Si alguien ajeno toma el control de una cuenta, quienes la administran avisan a sus superiores y este servicio deja "
        "de publicar desde ella; quien entró puede seguir publicando hasta que se recupere. Si ve algo extraño en nuestras "
        "cuentas, no dé sus datos ni su dinero, y avísenos.",
        "Que la cuenta siga publicando con normalidad mientras está intervenida.",
        "«Creo que les hackearon la página, están vendiendo cosas.»",
        _CASA,
        obliga=True,
    ),
)
