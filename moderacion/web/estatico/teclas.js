// Todo con el teclado. Ninguna tecla actua mientras se escribe; lo que hace cada una esta en /ayuda.
"use strict";
(() => {
  const { uno, todos, decir, abierta, fila, filas, vecina } = Tablero;
  const ESCRIBIR = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])";
  const PROPIO = "a, button, summary, input";
  let prefijo = 0;

  const seVe = (e) => !e.disabled && !e.closest("fieldset:disabled") && e.getClientRects().length > 0;
  const con = (tecla) => todos(`[data-tecla="${CSS.escape(tecla)}"]`).find(seVe);
  const nombre = (e) => e.labels?.[0]?.textContent.replace(/\s+\S$/, "").trim() ?? e.textContent.trim();

  const mover = (pasos) => {
    if (!filas().length) return false;
    const otra = vecina(pasos);
    if (otra) uno(".abrir", otra).click();
    else decir(pasos > 0 ? "No hay más en esta página" : "Es el primero");
    return true;
  };
  const desplegar = (resumen) => {
    const caja = resumen.parentElement;
    caja.open = !caja.open;
    if (!caja.open) return;
    (uno("select, textarea, input:not([type=hidden])", caja) ?? resumen).focus();
  };
  /** Deja de escribir; un panel que se abrio encima de la pagina, ademas, se cierra. */
  const salir = (campo) => {
    const panel = campo.closest("details.parar");
    campo.blur();
    if (panel) panel.open = false;
    (panel ? uno("summary", panel) : uno("#t-ficha") ?? uno("h1"))?.focus();
  };
  const elegir = (campo) => {
    campo.checked = campo.type === "checkbox" ? !campo.checked : true;
    campo.dispatchEvent(new Event("change", { bubbles: true }));
    campo.focus();
    decir(`${nombre(campo)}${campo.checked ? ", elegido" : ", quitado"}`);
  };
  const motivo = (numero) => {
    const lista = uno("#motivo");
    if (!lista || !seVe(lista) || numero >= lista.options.length) return false;
    lista.selectedIndex = numero;
    lista.dispatchEvent(new Event("change", { bubbles: true }));
    decir(`Motivo: ${lista.options[numero].text}`);
    return true;
  };
  const marcar = () => {
    const casilla = uno(".marcar input", fila(abierta()) ?? uno(".lista") ?? document);
    if (casilla) elegir(casilla);
  };
  const ayuda = async () => {
    const dialogo = document.createElement("dialog");
    dialogo.className = "ayuda";
    dialogo.setAttribute("aria-label", "Ayuda del teclado");
    const pagina = new DOMParser().parseFromString(await (await fetch("/ayuda")).text(), "text/html");
    const cerrar = document.createElement("button");
    cerrar.textContent = "Cerrar";
    cerrar.addEventListener("click", () => dialogo.close());
    dialogo.append(document.adoptNode(uno("#teclas", pagina)), cerrar);
    dialogo.addEventListener("close", () => dialogo.remove());
    document.body.append(dialogo);
    dialogo.showModal();
    dialogo.scrollTop = 0; // el foco cae en el boton del final
    cerrar.focus();
  };
  const decidir = () => {
    const boton = con("Enter");
    boton?.click();
    return Boolean(boton);
  };
  const pulsar = (tecla) => {
    if (tecla === "j" || tecla === "k") return mover(tecla === "j" ? 1 : -1);
    if (tecla === "x") return marcar(), true;
    if (tecla === "?") return ayuda(), true;
    if (tecla === "Enter") return decidir();
    if (/^[1-9]$/.test(tecla)) return motivo(Number(tecla));
    const e = con(tecla);
    if (!e) return false;
    if (e.matches("details")) return e.open = !e.open, true;
    if (e.matches("form")) return e.requestSubmit(), true;
    if (e.matches("summary")) return desplegar(e), true;
    if (e.matches("[type=radio], [type=checkbox]")) return elegir(e), true;
    if (e.matches("input")) return e.focus(), e.select(), true;
    return e.click(), true;
  };

  document.addEventListener("keydown", (suceso) => {
    const { key, target } = suceso;
    if (suceso.isComposing || suceso.altKey || suceso.metaKey || uno("dialog[open]")) return;
    if (suceso.ctrlKey) {
      if (key === "Enter" && target.closest("#decidir") && decidir()) suceso.preventDefault();
      return;
    }
    if (target.matches(ESCRIBIR)) {
      if (key === "Escape") salir(target);
      return;
    }
    // sobre un enlace o un boton, Intro es suyo; sobre una accion elegida, decide
    if (key === "Enter" && target.matches(PROPIO) && !target.matches("#decidir [name=accion]")) return;
    if (suceso.repeat && key !== "j" && key !== "k") return;
    if (prefijo && Date.now() - prefijo < 1500) {
      prefijo = 0;
      const destino = uno(`[data-ir="${CSS.escape(key)}"]`);
      if (destino) { suceso.preventDefault(); destino.click(); }
      return;
    }
    prefijo = key === "g" ? Date.now() : 0;
    if (!prefijo && pulsar(key)) suceso.preventDefault();
  });
})();
