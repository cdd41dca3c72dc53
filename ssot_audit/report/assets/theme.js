// Light or dark: as the system has it, until somebody chooses.

const THEMES = ["auto", "light", "dark"];
const THEME_KEY = "ssot-audit-theme";

function rememberedTheme() {
  try {
    const name = localStorage.getItem(THEME_KEY);
    return THEMES.includes(name) ? name : "auto";
  } catch {
    return "auto"; // not every browser lets a local file remember
  }
}

function applyTheme(name) {
  document.documentElement.dataset.theme = name;
  const button = byId("theme");
  if (!button) return;
  button.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[name];
  button.setAttribute("aria-label", `Colours: ${name}. Change`);
}

function changeTheme() {
  const now = document.documentElement.dataset.theme;
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  try {
    localStorage.setItem(THEME_KEY, next);
  } catch {
    // Then it holds for this visit.
  }
  applyTheme(next);
}

applyTheme(rememberedTheme());
