// El tablero: foco, voz, marcas y cual sigue. Sin este archivo la pagina se lee y se decide igual.
"use strict";
const Tablero = (() => {
  const uno = (selector, raiz = document) => raiz.querySelector(selector);
  const todos = (selector, raiz = document) => [...raiz.querySelectorAll(selector)];
  let altura = 0;

  const decir = (texto) => {
    const voz = uno("#voz");
    voz.textContent = "";
    // en otra vuelta: un lector de pantalla no repite un texto que no cambia
    setTimeout(() => { voz.textContent = texto; }, 50);
  };
  const ficha = () => uno("#ficha[data-id]");
  const abierta = () => ficha()?.dataset.id ?? null;
  const filas = () => todos(".lista .fila[data-id]");
  const fila = (id) => (id ? document.getElementById(`fila-${id}`) : null);

  const libre = (f) => !f.classList.contains("hecha") && !uno("[data-tomado] bdi", f);
  /** La fila `pasos` mas alla de la abierta; sin ninguna abierta, la primera. */
  const vecina = (pasos, vale = () => true) => {
    const lista = filas();
    let i = lista.indexOf(fila(abierta()));
    if (i < 0 && pasos < 0) return null;
    for (i += pasos; i >= 0 && i < lista.length; i += pasos) if (vale(lista[i])) return lista[i];
    return null;
  };

  const marcarAbierta = () => {
    for (const f of filas()) {
      const es = f.dataset.id === abierta();
      f.classList.toggle("abierta", es);
      const enlace = uno(".abrir", f);
      if (es) enlace?.setAttribute("aria-current", "true"); else enlace?.removeAttribute("aria-current");
    }
    fila(abierta())?.scrollIntoView({ block: "nearest" });
    uno("#tablero")?.classList.toggle("con-ficha", Boolean(abierta()));
  };
  const contarMarcados = () => {
    const cuantos = todos(".marcar input:checked").length;
    const sitio = uno("[data-marcados]");
    if (sitio) sitio.textContent = cuantos ? `(${cuantos})` : "";
    uno(".barra-lote")?.classList.toggle("activa", cuantos > 0);
  };
  /** Lo que solo vale unos segundos se va cuando se acaban. */
  const caducar = () => {
    for (const forma of todos("[data-segundos]")) {
      setTimeout(() => forma.remove(), 1000 * Number(forma.dataset.segundos));
    }
  };
  const preparar = (donde) => {
    marcarAbierta();
    contarMarcados();
    caducar();
    const todosBoton = uno("[data-todos]");
    if (todosBoton) todosBoton.hidden = false;
    const anuncio = uno("[data-anuncio]", donde);
    if (anuncio) decir(uno("p", anuncio)?.textContent.trim() || anuncio.textContent.trim());
    else if (!abierta() && uno("#cuantos")) decir(`En la cola: ${uno("#cuantos").textContent}`);
  };

  /** Lo que falta para decidir. Se dice sin mandar nada: lo rechazado vuelve sin la lista al lado. */
  const falta = (forma) => {
    if (!uno("[name=accion]:checked", forma)) return "Elija antes qué hacer.";
    return forma.motivo.value || forma.detalle.value.trim() ? "" : "Falta el motivo: elíjalo de la lista o escríbalo.";
  };
  const avisarFalta = (que) => {
    const aviso = uno("#falta");
    aviso.textContent = que;
    aviso.hidden = !que;
  };

  document.addEventListener("submit", (suceso) => {
    const que = suceso.target.id === "decidir" ? falta(suceso.target) : "";
    if (que) {
      suceso.preventDefault();
      suceso.stopPropagation();
      avisarFalta(que);
      return decir(que);
    }
    const siguiente = suceso.target.id === "decidir" && uno("[name=siguiente]", suceso.target);
    if (siguiente) siguiente.value = (vecina(1, libre) ?? vecina(-1, libre))?.dataset.id ?? "";
  }, true);
  // un filtro sin elegir no ensucia la direccion
  document.addEventListener("formdata", (suceso) => {
    if (!suceso.target.matches(".filtros-cola")) return;
    for (const [campo, valor] of [...suceso.formData]) if (valor === "") suceso.formData.delete(campo);
  });
  for (const cambio of ["change", "input"]) {
    document.addEventListener(cambio, (suceso) => { if (suceso.target.closest("#decidir")) avisarFalta(""); });
  }
  document.addEventListener("change", (suceso) => {
    if (suceso.target.matches(".marcar input")) contarMarcados();
    // bloquear oculta tambien: no se combina con permitir
    if (suceso.target.name === "accion" && suceso.target.type === "radio" && suceso.target.value === "permitir") {
      const bloquear = uno("#a-bloquear");
      if (bloquear) bloquear.checked = false;
    }
  });
  document.addEventListener("click", (suceso) => {
    if (!suceso.target.closest?.("[data-todos]")) return;
    const casillas = todos(".marcar input");
    const poner = casillas.some((c) => !c.checked);
    casillas.forEach((c) => { c.checked = poner; });
    contarMarcados();
  });
  document.addEventListener("htmx:beforeSwap", () => { altura = uno(".lado-lista")?.scrollTop ?? 0; });
  document.addEventListener("htmx:afterSettle", (suceso) => {
    const lista = uno(".lado-lista");
    if (lista) lista.scrollTop = altura;
    preparar(suceso.detail.elt.closest?.("#tablero") ?? suceso.detail.elt);
    const titulo = uno("#t-ficha");
    if (titulo && suceso.detail.elt.matches("#tablero, #ficha")) {
      titulo.focus({ preventScroll: true });
      // en el telefono la ficha ocupa el sitio de la lista, que pudo quedar a media altura; lo de encima del tablero ya se vio
      if (!matchMedia("(min-width: 62rem)").matches) (uno("#tablero") ?? titulo).scrollIntoView();
    }
  });
  // la sesion termino: la pagina entera dice por que, salvo que haya algo escrito que se perderia
  const fuera = () => {
    const aviso = uno("#ajeno");
    if (!aviso || !todos("textarea, input[type=text]", ficha() ?? document).some((c) => c.value !== c.defaultValue)) return location.reload();
    const enlace = Object.assign(document.createElement("a"), { href: "/ingresar", target: "_blank", rel: "noopener", textContent: "ingrese en otra pestaña" });
    aviso.replaceChildren("Su sesión terminó. Lo escrito sigue aquí: ", enlace, " y vuelva a mandarlo.");
    aviso.hidden = false;
    decir(aviso.textContent);
  };
  for (const fallo of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(fallo, (suceso) => {
      const estado = suceso.detail.xhr?.status;
      if (estado === 401 || estado === 403) return fuera();
      const aviso = uno("#ajeno");
      const texto = "No se pudo hablar con el servicio. Lo escrito sigue aquí: vuelva a intentarlo.";
      if (aviso) { aviso.textContent = texto; aviso.hidden = false; }
      decir(texto);
    });
  }
  document.addEventListener("DOMContentLoaded", () => preparar(document));
  return { uno, todos, decir, ficha, abierta, fila, filas, vecina, fuera };
})();
