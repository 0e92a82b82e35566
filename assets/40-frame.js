// Browser side of the frame's callbacks.
(function () {
  "use strict";
  var ksm = window.ksm;
  var lastClick = { at: 0, action: "" };
  var ctrl = false;

  // A control drops what it does not offer and would take the bad value out of the address before anybody reads of it.
  var KNOWN = { k: /^[S1-5]$/, y: /^(ankara|gebze|kurum)$/, il: /^([0-7]\d|8[01])$/, kurum: /^\d{1,10}$/, tem: /^\d{1,10}$/ };

  function list(query, key) {
    var found = (query.get(key) || "").split(",").filter(Boolean);
    return found.every(function (value) { return KNOWN[key].test(value); }) ? found : [];
  }
  // A dropdown whose options have not arrived yet gives up its value: that is not a person clearing the filter.
  function kept(value, options) {
    var offered = (options || []).some(function (option) { return option.value === value; });
    return value && !offered ? value : "";
  }
  function triggered() {
    return window.dash_clientside.callback_context.triggered_id;
  }
  function download(address, name) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
  }
  function say(text) {
    var toast = document.getElementById("toast");
    toast.textContent = text;
    toast.classList.add("on");
    clearTimeout(toast.timer);
    toast.timer = setTimeout(function () { toast.classList.remove("on"); }, 5000);
  }
  // Labels take their room only when they are drawn: the footer is moved to the picture's edge after that.
  function drawn(figure, locale, size) {
    var box = document.createElement("div");
    return window.Plotly.newPlot(box, figure.data, figure.layout, { locale: locale, staticPlot: true }).then(function () {
      var room = box._fullLayout._size;
      box.layout.annotations.forEach(function (note) {
        if (note.name === "foot") Object.assign(note, { xshift: 20 - room.l, yshift: 12 - room.b });
      });
      return window.Plotly.toImage({ data: box.data, layout: box.layout, config: { locale: locale } }, size);
    }).finally(function () { window.Plotly.purge(box); });
  }
  function copyPicture(made, done) {
    var blob = made.then(function (address) {
      var bytes = Uint8Array.from(atob(address.split(",")[1]), function (letter) { return letter.charCodeAt(0); });
      return new Blob([bytes], { type: "image/png" });
    });
    navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]).then(function () { say(done); });
  }
  // The chosen switch, the current page, and what a screen reader hears of each chart.
  function settle() {
    var query = ksm.read();
    document.querySelectorAll("[data-switch]").forEach(function (button) {
      var on = (query.get(button.dataset.switch) || "") === button.dataset.value;
      button.setAttribute("aria-pressed", on ? "true" : "false");
    });
    var tabs = Array.from(document.querySelectorAll("[data-tab-body]"));
    var asked = query.get("sekme");
    var known = tabs.some(function (tab) { return tab.dataset.tabBody === asked; });
    var chosen = known ? asked : tabs.length ? tabs[0].dataset.tabBody : "";
    tabs.forEach(function (tab) { tab.hidden = tab.dataset.tabBody !== chosen; });
    document.querySelectorAll("[data-tab]").forEach(function (link) {
      if (link.dataset.tab === chosen) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.querySelectorAll(".ksm-nav a").forEach(function (link) {
      var path = link.getAttribute("href");
      var here = path === "/" ? location.pathname === "/" : location.pathname.indexOf(path) === 0;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  document.addEventListener("pointerdown", function (event) { ctrl = event.ctrlKey || event.metaKey; }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    frame: {
      // Controls and address follow each other.
      filters: function (first, last, tiers, venues, provinces, institution, representative, search, institutions, people, min, max) {
        setTimeout(settle, 0);
        var none = window.dash_clientside.no_update;
        var query = ksm.read(search);
        var by = triggered();
        var arrived = window.dash_clientside.callback_context.triggered.some(function (one) {
          return /\.options$/.test(one.prop_id);
        });
        if (!by || by === "url" || arrived) {
          var days = (query.get("d") || min + ".." + max).split("..");
          return [days[0], days[1], list(query, "k"), list(query, "y"), list(query, "il"),
            list(query, "kurum")[0] || null, list(query, "tem")[0] || null, none];
        }
        // A year being typed passes through 0002, 0020 …, a pair of days through disorder: both wait until they make sense.
        var unfinished = !first || !last || first < min || last > max || first > last;
        if (unfinished && (by === "filter-first" || by === "filter-last")) return Array(8).fill(none);
        var whole = first === min && last === max;
        var values = {
          d: unfinished ? query.get("d") : whole ? "" : first + ".." + last,
          k: (tiers || []).join(","),
          y: (venues || []).join(","),
          il: (provinces || []).join(","),
          kurum: institution || kept(query.get("kurum"), institutions),
          tem: representative || kept(query.get("tem"), people),
        };
        Object.keys(values).forEach(function (key) {
          if (values[key]) query.set(key, values[key]);
          else query.delete(key);
        });
        if (ksm.write(query) === (search || "")) return Array(8).fill(none);
        query.delete("p");
        return Array(7).fill(none).concat(ksm.write(query));
      },
      busy: function (css) {
        return css.split(" ").indexOf("waiting") < 0 ? "false" : "true";
      },
      opened: function (title) {
        if (title) document.title = title;
        setTimeout(settle, 0);
      },
      mark: function () {
        var clicks = window.dash_clientside.callback_context.triggered;
        var value = clicks.length && clicks[0].value;
        var data = value && value.points && value.points[0].customdata;
        if (!data) return;
        window.dash_clientside.set_props(triggered(), { clickData: null });
        var actions = Array.isArray(data) ? data : [data];
        var action = String(actions[0] || "");
        var twice = Date.now() - lastClick.at < 400 && lastClick.action === action;
        lastClick = { at: Date.now(), action: action };
        var drill = actions[1] && String(actions[1])[0] === "/" ? String(actions[1]) : "";
        if (twice && drill) ksm.go(drill);
        else if (action) ksm.act(action, ctrl);
      },
      picture: function () {
        var wanted = window.dash_clientside.callback_context.triggered;
        var image = wanted.length && wanted[0].value;
        if (!image || !window.Plotly) return;
        var size = { format: image.format, width: image.width, height: image.height, scale: image.scale };
        var made = drawn(image.figure, image.locale, size);
        if (image.copy) copyPicture(made, image.done);
        else made.then(function (address) { download(address, image.file + "." + image.format); });
      },
    },
  });
  window.ksm.say = say;
  window.ksm.settle = settle;
})();
