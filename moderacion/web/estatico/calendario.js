// El calendario: mover lo programado arrastrandolo o con el teclado. Sin este archivo se mueve con su formulario.
// Las dos formas mandan el mismo formulario: si no se puede, la pagina que vuelve lo deja donde estaba y dice por que.
"use strict";
(() => {
  const { uno, todos, decir } = Tablero;
  const MOVIBLE = ".cosa[draggable=true]";
  const PASOS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  /** Lo que se lleva: la cosa y la celda en que se dejaria. */
  let mano = null;

  const celda = (cosa) => cosa.closest("td[data-hora]");
  const dia = (td) => td.closest("tr");
  const minutos = (cosa) => cosa.dataset.hora.slice(3);
  const hora = (td, cosa) => `${td.dataset.hora.padStart(2, "0")}:${minutos(cosa)}`;
  const nombre = (cosa) => uno(".que", cosa).textContent.trim();
  const enlace = (cosa) => uno(".que a", cosa);

  const apuntar = (td) => {
    for (const otra of todos("td.destino")) otra.classList.remove("destino");
    td?.classList.add("destino");
    if (mano) mano.td = td;
  };
  const soltar = () => {
    apuntar(null);
    mano?.cosa.classList.remove("levantada", "arrastrada");
    mano = null;
  };
  const dejar = (cosa, td) => {
    const es = hora(td, cosa);
    if (td === celda(cosa)) return decir("Se queda donde estaba");
    const forma = uno("#f-mover");
    const puesto = { ...cosa.dataset, dia: dia(td).dataset.dia, hora: es };
    for (const campo of ["borrador", "cuenta", "version", "dia", "hora"]) forma.elements[campo].value = puesto[campo];
    forma.requestSubmit();
  };

  document.addEventListener("dragstart", (suceso) => {
    const cosa = suceso.target.closest?.(MOVIBLE);
    if (!cosa) return;
    soltar();
    mano = { cosa, td: null };
    cosa.classList.add("arrastrada");
    suceso.dataTransfer.effectAllowed = "move";
    suceso.dataTransfer.setData("text/plain", nombre(cosa));
  });
  document.addEventListener("dragover", (suceso) => {
    const td = mano && suceso.target.closest?.("td[data-hora]");
    if (!td) return;
    suceso.preventDefault();
    if (td !== mano.td) apuntar(td);
  });
  document.addEventListener("drop", (suceso) => {
    const td = mano && suceso.target.closest?.("td[data-hora]");
    if (!td) return;
    suceso.preventDefault();
    const { cosa } = mano;
    soltar();
    dejar(cosa, td);
  });
  document.addEventListener("dragend", soltar);

  const levantar = (cosa) => {
    soltar();
    mano = { cosa, td: null };
    apuntar(celda(cosa));
    cosa.classList.add("levantada");
    decir(`Moviendo: ${nombre(cosa)}. Flechas arriba y abajo, la hora; izquierda y derecha, el día; Intro la deja y Escape no la mueve.`);
  };
  const llevar = ([dias, horas]) => {
    const filas = todos(".semana tr[data-dia]");
    const fila = filas[filas.indexOf(dia(mano.td)) + dias];
    const td = fila && uno(`td[data-hora="${Number(mano.td.dataset.hora) + horas}"]`, fila);
    if (!td) return decir(dias ? "No hay más días en esta semana" : "No hay más horas en este día");
    apuntar(td);
    td.scrollIntoView({ block: "nearest" });
    decir(`${fila.dataset.dicho}, ${hora(td, mano.cosa)}`);
  };
  const otra = (pasos) => {
    const enlaces = todos("#calendario .cosa .que a");
    const i = enlaces.indexOf(document.activeElement?.closest(".cosa") ? enlace(document.activeElement.closest(".cosa")) : null);
    const sigue = enlaces[i < 0 && pasos < 0 ? -1 : i + pasos];
    if (sigue) sigue.focus();
    else decir(pasos > 0 ? "No hay más publicaciones a la vista" : "Es la primera");
  };

  const conLaMano = (suceso) => {
    const { key } = suceso;
    if (key in PASOS) llevar(PASOS[key]);
    else if (key === "Enter") {
      const { cosa, td } = mano;
      soltar();
      dejar(cosa, td);
    } else if (key === "Escape") {
      soltar();
      decir("No se movió");
    } else if (key === "Tab") return soltar();
    else if (["Shift", "Control", "Alt", "Meta"].includes(key)) return;
    suceso.preventDefault();
    suceso.stopImmediatePropagation();
  };
  // antes que las teclas de todas las paginas: mientras se lleva algo, las flechas son suyas
  document.addEventListener("keydown", (suceso) => {
    const { key, target } = suceso;
    if (!uno("#calendario") || suceso.isComposing || suceso.ctrlKey || suceso.altKey || suceso.metaKey || uno("dialog[open]")) return;
    if (mano) return conLaMano(suceso);
    if (target.matches("textarea, select, input")) return;
    const cosa = target.closest(MOVIBLE);
    if (key === "j" || key === "k") otra(key === "j" ? 1 : -1);
    else if (key === "m" && cosa) levantar(cosa);
    else if (key === "m" && target.closest(".cosa")) decir("Esta ya no se puede mover");
    else return;
    suceso.preventDefault();
    suceso.stopImmediatePropagation();
  }, true);

  const enfocar = () => {
    const foco = uno("#calendario [data-foco]");
    if (!foco) return;
    foco.focus({ preventScroll: true });
    foco.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:afterSettle", (suceso) => { if (suceso.detail.elt.matches("#calendario")) enfocar(); });
  document.addEventListener("htmx:beforeSwap", soltar);
  document.addEventListener("DOMContentLoaded", enfocar);
})();
