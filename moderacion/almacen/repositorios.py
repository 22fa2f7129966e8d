"""Los repositorios de una transaccion, juntos."""

from sqlalchemy import Connection

from moderacion.almacen.accesos import Accesos
from moderacion.almacen.alertas import Alertas
from moderacion.almacen.anclas import Anclas
from moderacion.almacen.apelaciones import Apelaciones
from moderacion.almacen.aprobaciones import Aprobaciones
from moderacion.almacen.areas import Areas
from moderacion.almacen.atencion import Atencion
from moderacion.almacen.auditoria import Auditoria
from moderacion.almacen.avisos import Avisos
from moderacion.almacen.avisos_autor import AvisosAutor
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.borradores import Borradores
from moderacion.almacen.cadenas import Cadenas
from moderacion.almacen.cierres import Cierres
from moderacion.almacen.clientes import Clientes
from moderacion.almacen.comentarios import Comentarios
from moderacion.almacen.companeros import Companeros
from moderacion.almacen.comunicados import Comunicados
from moderacion.almacen.conexiones import Conexiones
from moderacion.almacen.conteos import Conteos
from moderacion.almacen.contestadas import Contestadas
from moderacion.almacen.correos import Correos
from moderacion.almacen.cuentas import Cuentas
from moderacion.almacen.cupos import Cupos
from moderacion.almacen.de_autor import DeAutor
from moderacion.almacen.decididos import Decididos
from moderacion.almacen.decisiones import Decisiones
from moderacion.almacen.desatendidos import Desatendidos
from moderacion.almacen.dias import Dias
from moderacion.almacen.ediciones import Ediciones
from moderacion.almacen.envios import Envios
from moderacion.almacen.escaladas import Escaladas
from moderacion.almacen.expedientes import Expedientes
from moderacion.almacen.factores import Factores
from moderacion.almacen.faltas import Faltas
from moderacion.almacen.incidentes import Incidentes
from moderacion.almacen.intentos import Intentos
from moderacion.almacen.lecturas import Lecturas
from moderacion.almacen.lista import Lista
from moderacion.almacen.lo_de_alguien import LoDeAlguien
from moderacion.almacen.mantenimientos import Mantenimientos
from moderacion.almacen.marcas import Marcas
from moderacion.almacen.mecanismos import Mecanismos
from moderacion.almacen.medios import Medios
from moderacion.almacen.metricas import Metricas
from moderacion.almacen.novedades import Novedades
from moderacion.almacen.ordenes import Ordenes
from moderacion.almacen.paros import Paros
from moderacion.almacen.participacion import Participaciones
from moderacion.almacen.plazos import Plazos
from moderacion.almacen.por_repasar import PorRepasar
from moderacion.almacen.preguntas import Preguntas
from moderacion.almacen.publicaciones import Publicaciones
from moderacion.almacen.purgas import Purgas
from moderacion.almacen.rastros import Rastros
from moderacion.almacen.registro_restricciones import Restricciones
from moderacion.almacen.reglamentos import Reglamentos
from moderacion.almacen.reparto import Reparto
from moderacion.almacen.respaldos import Respaldos
from moderacion.almacen.restauraciones import Restauraciones
from moderacion.almacen.restringido import Restringido
from moderacion.almacen.resumen import Resumen
from moderacion.almacen.revision import Revision
from moderacion.almacen.ritmos import Ritmos
from moderacion.almacen.salidas import Salidas
from moderacion.almacen.sanciones import Sanciones
from moderacion.almacen.seguidores import Seguidores
from moderacion.almacen.senales import Senales
from moderacion.almacen.solicitudes import Solicitudes
from moderacion.almacen.sorteos import Sorteos
from moderacion.almacen.sucesos import Sucesos
from moderacion.almacen.sugerencias import Sugerencias
from moderacion.almacen.tapados import Tapados
from moderacion.almacen.tareas import Tareas
from moderacion.almacen.vaciado import Vaciado
from moderacion.almacen.veredictos import Veredictos
from moderacion.almacen.vigilancia import Vigilancia
from moderacion.almacen.vistos_buenos import VistosBuenos
from moderacion.reloj import Reloj


class Unidad:
    """Los repositorios sobre una misma transaccion. `ahora` no cambia mientras dura."""

    def __init__(self, con: Connection, reloj: Reloj) -> None:
        self.ahora = reloj.ahora()
        self.registro = Registro(con, self.ahora)
        self.marcas = Marcas(con, self.ahora)
        self.novedades = Novedades(con, self.ahora)
        self.cuentas = Cuentas(con, self.registro)
        self.publicaciones = Publicaciones(con, self.registro)
        self.veredictos = Veredictos(con, self.registro, self.marcas, self.novedades)
        self.preguntas = Preguntas(con, self.registro, self.marcas, self.novedades)
        self.contestadas = Contestadas(con, self.registro)
        self.por_repasar = PorRepasar(con, self.registro)
        self.decididos = Decididos(con, self.registro)
        self.reglamentos = Reglamentos(con, self.registro)
        self.expedientes = Expedientes(con, self.registro, self.marcas, self.novedades)
        self.lista = Lista(con, self.registro)
        self.decisiones = Decisiones(con, self.registro)
        self.companeros = Companeros(con, self.registro)
        self.senales = Senales(con, self.registro)
        self.cupos = Cupos(con, self.registro)
        self._lo_que_restringimos(con)
        self.tapados = Tapados(con, self.registro, self.expedientes, self.restricciones)
        self.comentarios = Comentarios(con, self.registro, self.tapados)
        self._los_incidentes(con)
        self.accesos = Accesos(con, self.registro)
        self.factores = Factores(con, self.registro)
        self.intentos = Intentos(con, self.registro)
        self.conteos = Conteos(con, self.registro)
        self.conexiones = Conexiones(con, self.registro)
        self.sucesos = Sucesos(con, self.registro)
        self.dias = Dias(con, self.registro)
        self.clientes = Clientes(con, self.registro)
        self.resumen = Resumen(con)
        self.reparto = Reparto(con, self.ahora)
        self.metricas = Metricas(con, self.registro)
        self._lo_que_rendimos(con)
        self._lo_que_decimos(con)
        self._a_quien_avisamos(con)
        self._de_que_informamos(con)
        self._lo_que_se_olvida(con)

    def _lo_que_restringimos(self, con: Connection) -> None:
        self.restricciones = Restricciones(con, self.registro)
        self.avisos_autor = AvisosAutor(con, self.registro)
        self.restringido = Restringido(con, self.registro)
        self.ordenes = Ordenes(con, self.registro, self.restricciones)
        self.sanciones = Sanciones(con, self.registro, self.restricciones)
        self.faltas = Faltas(con, self.registro)
        self.tareas = Tareas(con, self.registro)
        self.apelaciones = Apelaciones(con, self.registro, self.restricciones)

    def _lo_que_decimos(self, con: Connection) -> None:
        self.areas = Areas(con, self.registro)
        self.borradores = Borradores(con, self.registro)
        self.aprobaciones = Aprobaciones(con, self.registro)
        self.vistos_buenos = VistosBuenos(con, self.registro)
        self.salidas = Salidas(con, self.registro)
        self.comunicados = Comunicados(con, self.registro)
        self.paros = Paros(con, self.registro)
        self.medios = Medios(con, self.registro)
        self.ritmos = Ritmos(con, self.registro)
        self.correos = Correos(con, self.registro)
        self.sugerencias = Sugerencias(con, self.registro)

    def _lo_que_rendimos(self, con: Connection) -> None:
        self.cierres = Cierres(con, self.registro)
        self.lecturas = Lecturas(con, self.registro)
        self.sorteos = Sorteos(con, self.registro)

    def _a_quien_avisamos(self, con: Connection) -> None:
        self.escaladas = Escaladas(con, self.registro)
        self.cadenas = Cadenas(con, self.registro)
        self.avisos = Avisos(con, self.registro)
        self.auditoria = Auditoria(con, self.registro)

    def _de_que_informamos(self, con: Connection) -> None:
        self.seguidores = Seguidores(con, self.registro)
        self.mecanismos = Mecanismos(con, self.registro)
        self.participaciones = Participaciones(con, self.registro)
        self.envios = Envios(con, self.registro)

    def _lo_que_se_olvida(self, con: Connection) -> None:
        self.plazos = Plazos(con, self.registro)
        self.vaciado = Vaciado(con, self.registro, self.marcas)
        self.rastros = Rastros(con, self.registro, self.marcas)
        self.purgas = Purgas(con, self.registro)
        self.solicitudes = Solicitudes(con, self.registro)
        self.lo_de_alguien = LoDeAlguien(con, self.registro)
        self.de_autor = DeAutor(con, self.registro)
        self.anclas = Anclas(con, self.registro)
        self.respaldos = Respaldos(con, self.registro)
        self.restauraciones = Restauraciones(con, self.registro)
        self.revision = Revision(con, self.registro)

    def completar(self) -> None:
        """Recien migrada, lo que una base anterior no llevaba y se saca de lo que hay."""
        self.marcas.rehacer_si_faltan()
        self.restringido.rellenar(self.restricciones)

    def _los_incidentes(self, con: Connection) -> None:
        self.incidentes = Incidentes(con, self.registro)
        self.atencion = Atencion(con, self.registro)
        self.vigilancia = Vigilancia(con, self.registro)
        self.ediciones = Ediciones(con, self.registro)
        self.alertas = Alertas(con, self.registro)
        self.desatendidos = Desatendidos(con, self.registro)
        self.mantenimientos = Mantenimientos(con, self.registro)
