// Lo que pasa mientras se mira: quien toma que, lo decidido por otros, lo nuevo; y la propia toma, que se renueva.
"use strict";
(() => {
  const { uno, decir, ficha, abierta, fila, fuera } = Tablero;
  const YO = document.body.dataset.yo;
  const LATIDO = 20_000;
  const ACTIVIDAD = 120_000;
  const juntos = new Intl.ListFormat("es");
  let ultima = Date.now();
  let nuevos = 0;

  const avisar = (texto) => {
    const aviso = uno("#ajeno");
    if (!aviso || aviso.textContent === texto) return;
    aviso.textContent = texto;
    aviso.hidden = !texto;
    if (texto) decir(texto);
  };
  const quien = (nombre) => {
    const b = document.createElement("bdi");
    b.textContent = nombre;
    return b;
  };
  const tomado = (id, usuario) => {
    const sitio = fila(id) && uno("[data-tomado]", fila(id));
    if (!sitio) return;
    sitio.replaceChildren(...(usuario ? (usuario === YO ? ["Suyo"] : ["Lo tiene ", quien(usuario)]) : []));
  };
  const alVer = {
    tomado: ({ expediente, usuario }) => {
      tomado(expediente, usuario);
      if (expediente === abierta() && usuario !== YO) avisar(`Lo tiene ${usuario}: hasta que lo suelte no se puede decidir desde aquí.`);
    },
    soltado: ({ expediente, usuario }) => {
      tomado(expediente, "");
      if (expediente === abierta() && usuario !== YO) avisar("");
    },
    decidido: ({ expediente, usuario }) => {
      if (usuario === YO) return;
      const f = fila(expediente);
      if (f) { f.classList.add("hecha"); uno("[data-tomado]", f).replaceChildren("Lo decidió ", quien(usuario || "otra persona")); }
      if (expediente === abierta()) avisar(`${usuario || "Otra persona"} acaba de decidirlo. Lo que ve ya no es su estado de ahora.`);
    },
    nuevo: () => { nuevos += 1; pintarNuevos(); },
    // lo que uno mismo deshizo, o ya esta en la lista, no es nuevo
    devuelto: ({ usuario, expediente }) => { if (usuario === YO || fila(expediente)) return; nuevos += 1; pintarNuevos(); },
    incidente: () => { decir("Hay un incidente nuevo"); document.dispatchEvent(new Event("moderacion:incidente")); },
  };
  const pintarNuevos = () => {
    const boton = uno("#recargar");
    if (!boton) return;
    boton.hidden = nuevos === 0;
    boton.textContent = nuevos === 1 ? "Hay 1 nuevo: ponerlo en su sitio" : `Hay ${nuevos} nuevos: ponerlos en su sitio`;
  };
  const contar = ({ cuantos }) => {
    const sitio = uno("#cuantos");
    if (sitio && uno("#tablero")?.dataset.aqui === "/cola") sitio.textContent = cuantos;
  };

  const escuchar = () => {
    const desde = uno("#tablero")?.dataset.novedad;
    if (desde === undefined) return;
    const fuente = new EventSource(`/eventos?desde=${encodeURIComponent(desde)}`);
    fuente.addEventListener("novedad", (m) => {
      const dicho = JSON.parse(m.data);
      alVer[dicho.tipo]?.({ ...dicho, expediente: String(dicho.expediente) });
    });
    fuente.addEventListener("cuantos", (m) => contar(JSON.parse(m.data)));
    fuente.addEventListener("fuera", () => { fuente.close(); fuera(); });
    // al reconectar sin sesion no hay sucesos que leer: el navegador lo deja para siempre
    fuente.addEventListener("error", () => { if (fuente.readyState === EventSource.CLOSED) fuera(); });
    addEventListener("pagehide", () => fuente.close(), { once: true });
  };

  const latir = async () => {
    const id = abierta();
    if (!id || document.hidden) return;
    const mia = ficha().dataset.mia === "si";
    const activa = Date.now() - ultima < ACTIVIDAD;
    const respuesta = await fetch(`/expedientes/${id}/presencia`, {
      method: "POST",
      body: new URLSearchParams({ renovar: mia && activa ? "si" : "" }),
      // sin nadie delante, la pagina abierta no alarga la sesion
      headers: activa ? { "X-Activa": "si" } : {},
    });
    if (respuesta.status === 401) return fuera();
    if (!respuesta.ok || id !== abierta()) return;
    const { miran, toma, hasta } = await respuesta.json();
    const sitio = uno("#miran");
    if (sitio) sitio.textContent = miran.length ? `También lo ${miran.length > 1 ? "miran" : "mira"} ${juntos.format(miran)}.` : "";
    const fin = uno("[data-hasta-toma]");
    if (fin && hasta && toma === YO) fin.textContent = hasta;
    if (mia && toma !== YO) { ficha().dataset.mia = ""; avisar(toma ? `Su toma terminó y ahora lo tiene ${toma}.` : "Su toma terminó: tómelo otra vez para seguir."); }
  };
  const seguro = () => latir().catch(() => {});

  for (const tipo of ["keydown", "pointerdown"]) document.addEventListener(tipo, () => { ultima = Date.now(); }, { passive: true });
  document.addEventListener("htmx:afterSettle", (suceso) => {
    if (suceso.detail.elt.matches("#tablero")) { nuevos = 0; pintarNuevos(); }
    if (suceso.detail.elt.matches("#tablero, #ficha")) seguro();
  });
  document.addEventListener("DOMContentLoaded", () => { escuchar(); seguro(); });
  setInterval(seguro, LATIDO);
})();
