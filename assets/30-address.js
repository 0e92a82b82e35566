// The address holds every filter and switch: reading it, changing it, going somewhere with it.
(function () {
  "use strict";
  var FILTERS = ["d", "k", "y", "il", "kurum", "tem", "o", "asof"];
  var MANY = ["k", "y", "il"];

  function read(search) {
    return new URLSearchParams(search === undefined ? location.search : search || "");
  }
  function write(query) {
    var parts = [];
    query.forEach(function (value, key) {
      if (value) parts.push(key + "=" + encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":"));
    });
    return parts.length ? "?" + parts.join("&") : "";
  }
  function show(query) {
    window.dash_clientside.set_props("url", { search: write(query) });
  }
  function change(key, value) {
    var query = read();
    if (value) query.set(key, value);
    else query.delete(key);
    if (key !== "p") query.delete("p");
    show(query);
  }
  function toggle(key, value, add) {
    var now = (read().get(key) || "").split(",").filter(Boolean);
    var many = MANY.indexOf(key) >= 0;
    var has = now.indexOf(value) >= 0;
    if (many && add) change(key, (has ? now.filter(function (v) { return v !== value; }) : now.concat(value)).join(","));
    else change(key, has && (!many || now.length === 1) ? "" : value);
  }
  function drop(key, value) {
    var left = MANY.indexOf(key) < 0 ? [] : (read().get(key) || "").split(",");
    change(key, left.filter(function (v) { return v !== value; }).join(","));
  }
  function clear() {
    var query = read();
    FILTERS.concat("p").forEach(function (key) { query.delete(key); });
    show(query);
  }
  // Filters go along to the next page unless the link brings its own query.
  function go(href) {
    var cut = href.indexOf("?");
    var kept = read();
    Array.from(kept.keys()).forEach(function (key) {
      if (FILTERS.indexOf(key) < 0 && key !== "g") kept.delete(key);
    });
    var path = cut < 0 ? href : href.slice(0, cut);
    var to = { search: cut < 0 ? write(kept) : href.slice(cut) };
    if (path !== location.pathname) to.pathname = path; // else the page would be drawn anew, without what is typed in it
    window.dash_clientside.set_props("url", to);
    window.scrollTo(0, 0);
  }
  // "k=1" filters, "/kurumlar/118" leads there, "#list" scrolls to it.
  function act(action, add) {
    var cut = action.indexOf("=");
    if (action[0] === "/") go(action);
    else if (action[0] === "#") document.getElementById(action.slice(1)).scrollIntoView();
    else if (cut > 0) toggle(action.slice(0, cut), action.slice(cut + 1), add);
  }
  window.ksm = { read: read, write: write, show: show, change: change, drop: drop, clear: clear, go: go, act: act };
})();
