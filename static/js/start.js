// Says before the first paint that scripts run: what needs them is hidden until then.
document.documentElement.classList.add("js");
