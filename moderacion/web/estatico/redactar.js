// El editor: las sugerencias se aplican con una tecla y el subrayado sigue al texto. Sin esto se escribe y se revisa igual.
"use strict";
(() => {
  const { uno, todos, decir } = Tablero;
  const texto = uno("#e-texto");
  const hoja = texto?.closest(".hoja");
  if (!hoja) return;
  let hecho = "";

  // las evidencias vienen en puntos de codigo; el campo cuenta en unidades de 16 bits
  const unidades = (cadena, puntos) => [...cadena].slice(0, puntos).join("").length;
  const correr = () => { uno("#subrayado").scrollTop = texto.scrollTop; };
  const donde = (campo, viejo, inicio) => {
    const justo = unidades(campo.value, inicio);
    return campo.value.startsWith(viejo, justo) ? justo : campo.value.indexOf(viejo);
  };
  const aplicar = (boton) => {
    const { aplicar: nuevo, viejo, inicio, campo: id } = boton.dataset;
    const campo = document.getElementById(id);
    const desde = campo ? donde(campo, viejo, Number(inicio)) : -1;
    if (desde < 0) return decir("Ese trozo ya cambió");
    campo.focus();
    campo.setSelectionRange(desde, desde + viejo.length);
    // asi se puede deshacer con Ctrl + Z
    if (!document.execCommand("insertText", false, nuevo)) {
      campo.setRangeText(nuevo, desde, desde + viejo.length, "end");
      campo.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const hermano of todos("[data-aplicar]", boton.parentElement)) hermano.disabled = true;
    const quedan = new Set(todos("#juicio [data-aplicar]:enabled").map((b) => b.closest(".hallazgo"))).size;
    hecho = `«${viejo}» cambiado por «${nuevo}». ${quedan ? `Quedan ${quedan} sugerencias` : "No quedan sugerencias"}. `;
    decir(hecho);
  };

  /** Elige el siguiente hueco de una plantilla, «{centro}», a partir de donde se esta. */
  const hueco = () => {
    const todos = [...texto.value.matchAll(/\{[^{}\n]{1,60}\}/g)];
    const m = todos.find((h) => h.index >= texto.selectionEnd) ?? todos[0];
    if (!m) return false;
    texto.focus();
    texto.setSelectionRange(m.index, m.index + m[0].length);
    decir(`Llene ${m[0].slice(1, -1)}`);
    return true;
  };

  texto.addEventListener("input", () => { hoja.classList.add("viejo"); hecho = ""; });
  texto.addEventListener("scroll", correr, { passive: true });
  document.addEventListener("htmx:afterSwap", () => { hoja.classList.remove("viejo"); correr(); });
  let dicho = uno("#veredicto")?.textContent;
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt.id !== "juicio") return;
    const veredicto = uno("#veredicto").textContent;
    // lo que se acaba de aplicar se repite delante: el juicio llega antes de que el lector termine de decirlo
    if (veredicto !== dicho) decir(hecho + veredicto);
    dicho = veredicto;
  });
  document.addEventListener("click", ({ target }) => {
    const boton = target.closest("[data-aplicar]");
    if (boton) aplicar(boton);
  });
  document.addEventListener("keydown", (suceso) => {
    if (!suceso.ctrlKey) return;
    if (suceso.key === ",") {
      suceso.preventDefault();
      if (!hueco()) decir("No quedan huecos");
    }
    if (suceso.key !== ".") return;
    suceso.preventDefault();
    const primera = uno("#juicio [data-aplicar]:enabled");
    if (primera) aplicar(primera); else decir("No hay sugerencias");
  });
  texto.setSelectionRange(0, 0);
  if (texto.value.includes("{")) hueco();
})();
