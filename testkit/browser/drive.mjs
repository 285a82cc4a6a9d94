// Drives Chromium for browser.go: one JSON request a line on standard input,
// one JSON answer a line on standard output. Ends when standard input does.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const timeout = 30000;
const browser = await chromium.launch({
  executablePath: process.env.SAKSGANG_CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const pages = new Map();

async function newPage({ page, language }) {
  const context = await browser.newContext({ locale: language || "en-GB", bypassCSP: false, reducedMotion: "reduce" });
  context.setDefaultTimeout(timeout);
  const p = await context.newPage();
  const faults = [];
  p.on("pageerror", (e) => faults.push(`script: ${e.message}`));
  p.on("console", (m) => { if (m.type() === "error") faults.push(`console: ${m.text()}`); });
  pages.set(page, { context, p, faults });
}

const isFocused = (el) => el === document.activeElement;

// tabTo presses Tab until the element has focus, as a person without a mouse would.
async function tabTo(p, { role, name, limit }) {
  // A summary has no role that all browsers agree on.
  const found = role === "summary" ? p.locator("summary:visible").filter({ hasText: name }) : p.getByRole(role, { name, exact: true });
  const target = found.first();
  await target.waitFor({ state: "attached" });
  for (let i = 0; i < limit; i++) {
    if (await target.evaluate(isFocused)) return i;
    await p.keyboard.press("Tab");
  }
  throw new Error(`${role} "${name}" is not reached by ${limit} presses of Tab`);
}

// reach presses Tab, or Shift+Tab, until what has focus fits the selector.
async function reach(p, { selector, limit, key }) {
  await p.locator(selector).first().waitFor({ state: "attached" });
  const fits = (s) => !!document.activeElement && document.activeElement.matches(s);
  for (let i = 0; i < limit; i++) {
    if (await p.evaluate(fits, selector)) return i;
    await p.keyboard.press(key);
  }
  throw new Error(`${selector} is not reached by ${limit} presses of ${key}`);
}

// choose goes on with the arrows, in a menu or a group of radio buttons, until
// the value is chosen.
async function choose(p, { value, limit }) {
  const chosen = (v) => {
    const el = document.activeElement;
    return el.value === v && (el.type !== "radio" || el.checked);
  };
  const isRadio = await p.evaluate(() => document.activeElement.type === "radio");
  await p.keyboard.press(isRadio ? "Space" : "Home");
  for (let i = 0; i < limit; i++) {
    if (await p.evaluate(chosen, value)) return i;
    await p.keyboard.press("ArrowDown");
  }
  throw new Error(`"${value}" is not chosen by ${limit} presses of an arrow`);
}

async function axe(p) {
  // axe is put in through the debugger, which the page's policy does not bind.
  await p.evaluate(axeSource);
  const result = await p.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((v) => ({
    rule: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.slice(0, 5).map((n) => `${n.target.join(" ")}: ${n.failureSummary.replaceAll("\n", " ")}`),
  }));
}

const verbs = {
  close: async ({ context }, a) => { pages.delete(a.page); await context.close(); },
  goto: async ({ p }, a) => { const r = await p.goto(a.url, { waitUntil: "load" }); return r ? r.status() : 0; },
  press: async ({ p }, a) => { await p.keyboard.press(a.key); },
  type: async ({ p }, a) => { await p.keyboard.type(a.text); },
  focus: async ({ p }, a) => { await p.getByLabel(a.label, { exact: true }).first().focus(); },
  fill: async ({ p }, a) => {
    const field = p.getByLabel(a.label, { exact: a.exact }).first();
    await field.focus();
    await field.fill(a.text);
  },
  select: async ({ p }, a) => { await p.getByLabel(a.label, { exact: a.exact }).first().selectOption({ label: a.text }); },
  upload: async ({ p }, a) => { await p.getByLabel(a.label, { exact: a.exact }).first().setInputFiles(a.files); },
  tabTo: async ({ p }, a) => tabTo(p, a),
  reach: async ({ p }, a) => reach(p, a),
  choose: async ({ p }, a) => choose(p, a),
  click: async ({ p }, a) => {
    await tabTo(p, a);
    await p.keyboard.press(a.role === "checkbox" || a.role === "radio" ? "Space" : "Enter");
    await p.waitForLoadState("load");
  },
  text: async ({ p }, a) => p.locator(a.selector).first().innerText(),
  waitText: async ({ p }, a) => { await p.getByText(a.text).first().waitFor(); },
  waitFor: async ({ p }, a) => { await p.locator(a.selector).first().waitFor({ state: "attached" }); },
  waitURL: async ({ p }, a) => { await p.waitForURL((u) => u.href.includes(a.text), { waitUntil: "load" }); },
  url: async ({ p }) => p.url(),
  eval: async ({ p }, a) => p.evaluate(a.script),
  viewport: async ({ p }, a) => { await p.setViewportSize({ width: a.width, height: a.height }); },
  screenshot: async ({ p }, a) => { await p.screenshot({ path: a.path, fullPage: a.full }); },
  media: async ({ p }, a) => { await p.emulateMedia({ media: a.media }); },
  axe: async ({ p }) => axe(p),
  faults: async ({ faults }) => faults.splice(0),
};

async function answer(line) {
  const a = JSON.parse(line);
  try {
    if (a.verb === "new") { await newPage(a); return { id: a.id }; }
    const page = pages.get(a.page);
    if (!page) throw new Error("the page has been closed");
    return { id: a.id, value: await verbs[a.verb](page, a) };
  } catch (e) {
    return { id: a.id, error: String(e.message || e).replace(/\u001b\[\d+m/g, "").split("\n").slice(0, 12).join("\n") };
  }
}

const input = createInterface({ input: process.stdin });
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
input.on("line", async (line) => process.stdout.write(`${JSON.stringify(await answer(line))}\n`));
input.on("close", async () => { await browser.close(); process.exit(0); });
