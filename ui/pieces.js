// Draws the trees of ui/pieces.py. Text goes through textContent, tags and attributes are on
// lists: nothing that an article or a question says can become markup, a link or a request.

const TAGS = new Set([
  "div", "section", "header", "p", "span", "strong", "mark", "small", "blockquote",
  "h1", "h2", "h3", "ul", "ol", "li", "button", "a", "form", "fieldset", "legend", "label", "input",
]);
const SCHEMES = new Set(["http:", "https:", "mailto:"]); // as ui/links.py, which decides
const KINDS = new Set(["text", "radio"]);
const CLOSE_TIP_AFTER = 120; // milliseconds, so that the pointer can travel onto the tip
const SAID_FOR = 3000; // milliseconds, so that a screen reader can take it up
const ASK_HEIGHT = 140; // pixels: the field at the foot of the page, which lies over the chat
const QUESTION_HEIGHT = 120; // pixels kept above a long answer, so that its question is seen
const drawn = new WeakMap(); // a piece's root -> what it shows now and how to send
let opener = null; // the button that was pressed last: the focus returns to it
let region = null; // what appears in it is said by screen readers

export default function ({ data, parentElement, setTriggerValue }) {
  const state = drawn.get(parentElement) ?? {};
  drawn.set(parentElement, state);
  state.send = (act) => setTriggerValue("act", act);
  const json = JSON.stringify(data.tree);
  if (json !== state.json) {
    state.json = json;
    const tree = build(data.tree, state);
    const focused = state.tree?.getRootNode().activeElement;
    const held = state.tree?.contains(focused) ? nameOf(focused) : null;
    if (state.tree?.isConnected) state.tree.replaceWith(tree);
    else parentElement.append(tree);
    state.tree = tree;
    if (held) [...tree.querySelectorAll("button")].find((one) => nameOf(one) === held)?.focus();
  }
  if (data.reveal) openPanel(state, data.reveal);
  region ??= makeRegion(); // with the first piece: only a region that was there before is heard
  if (data.said && data.said !== state.said) say(data.said);
  state.said = data.said;
  // The answer, or what of it fits; its question stands right above.
  if (data.tree.newest && !state.newest) requestAnimationFrame(() => scrollTo(state.tree));
  state.newest = data.tree.newest;
  return () => {
    state.listening?.abort();
    hideTip(state);
  };
}

function build(node, state) {
  if (typeof node === "string") return document.createTextNode(node);
  if (!TAGS.has(node.tag)) throw new Error(`A piece cannot hold <${node.tag}>.`);
  const element = document.createElement(node.tag);
  if (node.look) element.className = node.look;
  if (node.role) element.setAttribute("role", node.role);
  if (node.label) element.setAttribute("aria-label", node.label);
  if (node.tag === "p" || node.tag === "blockquote") element.dir = "auto";
  if (node.name) {
    element.id = node.name;
    element.hidden = true;
  }
  for (const child of node.children) element.append(build(child, state));
  if (node.tag === "a") makeLink(element, node);
  if (node.tag === "input") makeField(element, node);
  if (node.tag === "form") makeForm(element, node, state);
  if (node.tag === "button") makeButton(element, node, state);
  return element;
}

function makeButton(button, node, state) {
  button.type = node.submits ? "submit" : "button";
  if (node.is_pressed !== undefined) button.setAttribute("aria-pressed", node.is_pressed);
  if (node.opens) {
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", node.opens);
    button.addEventListener("click", () => unfold(button, part(state, node.opens)));
  }
  if (node.closes) button.addEventListener("click", () => fold(button.closest(".fold")));
  if (node.act) button.addEventListener("click", () => press(button, node.act, state));
  if (node.copy) button.addEventListener("click", () => copy(button, node.copy));
  if (node.tip) giveTip(button, node.tip, state);
}

function makeLink(link, node) {
  if (!SCHEMES.has(new URL(node.href).protocol)) throw new Error("A piece cannot link there.");
  link.href = node.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

function makeField(input, node) {
  const kind = node.kind ?? "text";
  if (!KINDS.has(kind)) throw new Error(`A piece cannot hold a field for ${kind}.`);
  input.type = kind;
  input.name = node.field;
  input.autocomplete = "off";
  input.defaultValue = node.value ?? "";
  input.defaultChecked = node.is_checked ?? false;
  if (node.most) input.maxLength = node.most;
}

// What is typed stays in the form: the page around has keys of its own.
function makeForm(form, node, state) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const act = { ...node.act, ...Object.fromEntries(new FormData(form)) };
    fold(form);
    state.send(act);
  });
  for (const name of ["keydown", "keypress", "keyup"]) {
    form.addEventListener(name, (event) => event.key !== "Escape" && event.stopPropagation());
  }
}

function part(state, name) {
  return state.tree.querySelector(`#${CSS.escape(name)}`);
}

// Shows what a button opens, with its first field ready, until it is closed or Escape pressed.
function unfold(button, opened) {
  if (!opened.hidden) return fold(opened);
  for (const other of opened.parentElement.querySelectorAll(".fold:not([hidden])")) fold(other);
  opened.hidden = false;
  button.setAttribute("aria-expanded", "true");
  opened.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    fold(opened);
  };
  const field = opened.querySelector("input:checked, input, button");
  field.focus();
  opened.scrollIntoView({ block: "nearest" });
  if (field.type === "text") field.select();
}

function fold(opened) {
  const button = opened.getRootNode().querySelector(`[aria-controls="${CSS.escape(opened.id)}"]`);
  opened.hidden = true;
  if (opened.tagName === "FORM") opened.reset();
  button.setAttribute("aria-expanded", "false");
  button.focus();
}

function nameOf(button) {
  return button.ariaLabel ?? button.textContent;
}

function scrollTo(tree) {
  const chat = document.querySelector("[data-testid=stMain]");
  if (!chat) return;
  const box = tree.getBoundingClientRect();
  const hidden = box.bottom + ASK_HEIGHT - chat.getBoundingClientRect().bottom;
  if (hidden > 0) chat.scrollBy({ top: Math.min(hidden, box.top - QUESTION_HEIGHT) });
}

function makeRegion() {
  const made = document.createElement("div");
  made.setAttribute("aria-live", "polite");
  made.style.cssText = "position: fixed; width: 1px; height: 1px; clip-path: inset(50%)";
  document.body.append(made);
  return made;
}

function say(words) {
  region.textContent = words;
  // Said once: left there, it would be read and found a second time at the end of the page.
  setTimeout(() => region.textContent === words && (region.textContent = ""), SAID_FOR);
}

function press(button, act, state) {
  hideTip(state);
  if (act.do === "close") closePanel(state);
  else if (!button.closest(".panel")) opener = button;
  state.send(act);
}

async function copy(button, words) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(words);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser did not allow copying";
  }
  setTimeout(() => (button.textContent = label), 2000);
}

// A tip is a popover: in the browser's top layer nothing can cut it off.
function giveTip(button, tip, state) {
  let hiding = 0;
  const show = () => {
    clearTimeout(hiding);
    if (state.tip?.of === button) return;
    hideTip(state);
    const box = build(tip, state);
    box.popover = "manual";
    box.id = "tip";
    button.after(box);
    button.setAttribute("aria-describedby", "tip");
    box.showPopover();
    place(box, button.getBoundingClientRect());
    box.addEventListener("pointerenter", () => clearTimeout(hiding));
    box.addEventListener("pointerleave", hide);
    const listening = new AbortController();
    const stop = { signal: listening.signal, capture: true };
    document.addEventListener("scroll", () => place(box, button.getBoundingClientRect()), stop);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hideTip(state);
    }, stop);
    state.tip = { of: button, box, listening };
  };
  const hide = () => {
    clearTimeout(hiding);
    hiding = setTimeout(() => state.tip?.of === button && hideTip(state), CLOSE_TIP_AFTER);
  };
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
  button.addEventListener("pointerleave", hide);
  button.addEventListener("focus", () => button.matches(":focus-visible") && show());
  button.addEventListener("blur", hide);
}

function place(box, button) {
  const edge = 12; // pixels kept free at every side of the window
  const left = Math.min(button.left, innerWidth - box.offsetWidth - edge);
  const below = button.bottom + 6;
  const fits = below + box.offsetHeight + edge < innerHeight;
  box.style.left = `${Math.max(edge, left)}px`;
  box.style.top = `${fits ? below : Math.max(edge, button.top - box.offsetHeight - 6)}px`;
}

function hideTip(state) {
  state.tip?.listening.abort();
  state.tip?.of.removeAttribute("aria-describedby");
  state.tip?.box.remove();
  state.tip = null;
}

function openPanel(state, reveal) {
  const panel = state.tree;
  panel.popover = "manual";
  panel.tabIndex = -1;
  if (!panel.matches(":popover-open")) panel.showPopover();
  state.listening?.abort();
  state.listening = new AbortController();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    closePanel(state);
    state.send({ do: "close" });
  }, { signal: state.listening.signal });
  if (state.reveal === reveal) return;
  state.reveal = reveal;
  panel.focus({ preventScroll: true });
  const mark = panel.querySelector("mark");
  panel.scrollTop = 0;
  if (!mark) return;
  const box = mark.getBoundingClientRect();
  const down = box.top - panel.getBoundingClientRect().top;
  if (down + box.height > panel.clientHeight) panel.scrollTop = down - panel.clientHeight / 3;
}

function closePanel(state) {
  state.listening?.abort();
  state.reveal = null;
  state.tree.hidePopover();
  if (opener?.isConnected) opener.focus();
}
