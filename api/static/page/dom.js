// Names, properties and children → elements. Text becomes text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `props` are attributes (null, undefined and false: left out; true: empty), or `on…` functions. */
export function el(tag, props = {}, ...children) {
  return made(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return made(document.createElementNS(SVG, tag), props, children);
}

function made(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Say something to a screen reader, without moving the focus. */
export function announce(text) {
  const live = byId("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Ask in a dialog; the value of the button that closed it, "" after Escape. */
export function asked(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
    dialog.showModal();
  });
}
