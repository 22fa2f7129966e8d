// Un incidente que se abre se ve y se oye en cualquier pagina abierta de la consola.
"use strict";
(() => {
  const TITULO = document.title;
  const SONIDO = 30_000;
  let abiertos = 0;
  let ultimo = 0;
  let voz = null;

  const pitar = () => {
    // el navegador solo deja sonar si alguien ya toco la pagina; si no, queda la banda y el titulo
    if (Date.now() - ultimo < SONIDO) return;
    ultimo = Date.now();
    try {
      voz ??= new AudioContext();
      voz.resume().catch(() => {});
      for (const [i, tono] of [880, 660, 880].entries()) {
        const nota = voz.createOscillator();
        const fuerza = voz.createGain();
        fuerza.gain.value = 0.15;
        nota.frequency.value = tono;
        nota.connect(fuerza).connect(voz.destination);
        nota.start(voz.currentTime + i * 0.25);
        nota.stop(voz.currentTime + i * 0.25 + 0.2);
      }
    } catch { /* sin sonido, la banda se ve igual */ }
  };
  const alarmar = () => {
    abiertos += 1;
    let banda = document.querySelector("#alarma");
    if (!banda) {
      banda = document.createElement("div");
      banda.id = "alarma";
      banda.className = "banda-paro";
      banda.setAttribute("role", "alert");
      const frase = document.createElement("p");
      const enlace = document.createElement("a");
      enlace.href = "/incidentes";
      enlace.textContent = "Verlo";
      frase.append(document.createElement("strong"), enlace);
      banda.append(frase);
      document.querySelector("main").before(banda);
    }
    banda.querySelector("strong").textContent = abiertos === 1 ? "Se acaba de abrir un incidente." : `Se acaban de abrir ${abiertos} incidentes.`;
    document.title = `(!) ${TITULO}`;
    pitar();
  };
  document.addEventListener("moderacion:incidente", alarmar);
  // donde hay tablero ya se escucha: una conexion por pagina basta
  document.addEventListener("DOMContentLoaded", () => {
    if (document.querySelector("#tablero[data-novedad]")) return;
    const fuente = new EventSource("/eventos");
    fuente.addEventListener("novedad", (m) => { if (JSON.parse(m.data).tipo === "incidente") alarmar(); });
    fuente.addEventListener("fuera", () => fuente.close());
    addEventListener("pagehide", () => fuente.close(), { once: true });
  });
})();
