/* Stores and tells nothing before followup.consent(true). */
(function () {
  var tag = document.currentScript, source = tag && tag.dataset.source;
  if (!source || window.followup) return;
  var to = new URL("/hooks/" + source + "/", tag.src).href;
  var YES = "fu_consent", WHO = "fu_visitor";
  var queue = [], deepest = 0, agreed = false, timer, viewed = "";

  function kept(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch (e) {}
    return value;
  }
  function fresh() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), function (b) {
      return b.toString(16).padStart(2, "0");
    }).join("");
  }
  function visitor() { return kept(WHO) || kept(WHO, fresh()); }
  function tell() {
    clearTimeout(timer); timer = 0;
    if (!agreed || !queue.length) return;
    var body = JSON.stringify({ visitor: visitor(), events: queue.splice(0, 50) });
    navigator.sendBeacon(to, body);
  }
  function note(kind, more) {
    if (!agreed) return;
    queue.push(Object.assign({
      id: fresh(), kind: kind, path: location.pathname, at: new Date().toISOString()
    }, more));
    if (!timer) timer = setTimeout(tell, 2000);
  }
  function depth() {
    var page = document.documentElement.scrollHeight;
    var seen = page ? Math.min(100, Math.round((scrollY + innerHeight) / page * 100)) : 0;
    if (seen > deepest) deepest = seen;
  }
  function view() {
    if (!agreed || viewed === location.pathname) return;
    leave(); viewed = location.pathname; deepest = 0; depth();
    var from = "";
    try { from = document.referrer && new URL(document.referrer).origin; } catch (e) {}
    note("view", { title: document.title.slice(0, 200), referrer: from });
  }
  function leave() {
    if (viewed && deepest) { note("scroll", { depth: deepest, path: viewed }); deepest = 0; }
    tell();
  }
  function named(event) {
    var form = event.target, ours = new URL("/hooks/", to).href;
    if (!agreed || String(form.action).indexOf(ours)) return;
    [["_visitor", visitor()], ["_page", location.pathname]].forEach(function (pair) {
      var field = form.elements[pair[0]] || form.appendChild(document.createElement("input"));
      field.type = "hidden"; field.name = pair[0]; field.value = pair[1];
    });
    leave();
  }
  function consent(yes) {
    agreed = !!yes && !navigator.globalPrivacyControl;
    kept(YES, agreed ? "1" : null);
    if (agreed) view();
    else { kept(WHO, null); queue = []; viewed = ""; }
  }

  window.followup = { consent: consent };
  addEventListener("scroll", depth, { passive: true });
  addEventListener("pagehide", leave);
  addEventListener("popstate", view);
  document.addEventListener("visibilitychange", function () { if (document.hidden) leave(); });
  document.addEventListener("submit", named, true);
  if (kept(YES) === "1") consent(true);
})();
