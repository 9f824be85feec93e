// Collects the icons the templates use into one file that the `icon` tag reads.
// An icon that is not listed here does not exist for the templates: the tag raises KeyError.
import { readFileSync, writeFileSync } from "node:fs";

const used = [
  "alarm-clock", "arrow-down", "arrow-left", "arrow-right", "arrow-up", "ban", "bell",
  "briefcase-business", "building-2", "calendar-clock", "calendar-days", "chart-no-axes-column", "check", "chevron-down",
  "chevron-left", "chevron-right", "circle-alert", "circle-check", "circle-help", "circle-x",
  "clock", "copy", "eye", "file-text", "file-up", "flag", "flask-conical", "gauge", "git-branch",
  "git-compare", "globe", "handshake", "history", "hourglass", "inbox", "keyboard", "layers",
  "library", "list-checks", "loader-circle", "lock-keyhole", "log-out", "mail", "mail-check",
  "mail-question", "mail-x", "menu", "message-square", "message-square-quote", "mic", "pause",
  "pencil", "phone", "play", "plus", "quote", "refresh-cw", "reply", "rotate-ccw", "search", "send",
  "settings", "shield-alert", "shield-check", "sparkles", "target", "trash-2", "triangle-alert",
  "undo-2", "upload", "user-round", "users", "x",
];
const icons = Object.fromEntries(used.map((name) => {
  const svg = readFileSync(new URL(`../node_modules/lucide-static/icons/${name}.svg`, import.meta.url), "utf8");
  const shapes = svg.replace(/<!--.*?-->/gs, "").replace(/^.*?<svg[^>]*>/s, "").replace(/<\/svg>.*$/s, "");
  return [name, shapes.replace(/\s+/g, " ").replace(/ ?\/> ?/g, "/>").trim()];
}));
writeFileSync(new URL("../followup/templatetags/icons.json", import.meta.url), JSON.stringify(icons, null, 1) + "\n");
