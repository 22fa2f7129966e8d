// Un campo de fecha se lee como quiera el navegador (mes/día en uno en inglés): aquí se dice cuál es, con todas sus letras.
// Lo que se envía es siempre AAAA-MM-DD: sin este guion no se pierde nada.
"use strict";
(() => {
  const CAMPOS = "input[type=date]:not(.breve), input[type=datetime-local]";
  const FORMAS = {
    "date": new Intl.DateTimeFormat("es-SV", { dateStyle: "full", timeZone: "UTC" }),
    "datetime-local": new Intl.DateTimeFormat("es-SV", { dateStyle: "full", timeStyle: "short", timeZone: "UTC" }),
  };
  const dicho = (campo) => {
    // mientras se teclea el año pasa por 0002, 0020…
    if (campo.value < "1900") return "";
    // como UTC y dicho en UTC: es el día escrito, esté donde esté el navegador
    return FORMAS[campo.type].format(new Date(`${campo.value.padEnd(16, "T00:00")}Z`));
  };
  const decir = (campo) => {
    let salida = campo.previousElementSibling;
    if (!salida?.matches("output.fecha-dicha")) {
      salida = document.createElement("output");
      salida.className = "fecha-dicha";
      // delante: en una fila de campos, lo que se llena sigue a la misma altura
      campo.before(salida);
    }
    salida.textContent = dicho(campo);
  };
  const todos = (donde) => { for (const campo of donde.querySelectorAll(CAMPOS)) decir(campo); };
  document.addEventListener("DOMContentLoaded", () => todos(document));
  document.addEventListener("htmx:load", (e) => todos(e.target));
  document.addEventListener("input", (e) => { if (e.target.matches?.(CAMPOS)) decir(e.target); });
})();
