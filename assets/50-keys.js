// Clicks and keys of the frame, listened to once for the whole page.
(function () {
  "use strict";
  var ksm = window.ksm;
  var root = document.documentElement;

  function menus(except) {
    document.querySelectorAll("details.ksm-menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  function theme() {
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    document.cookie = "tema=" + next + "; path=/; max-age=31536000; samesite=lax";
    window.dash_clientside.set_props("tema", { data: next });
  }
  function link(button) {
    var query = ksm.read();
    if (!query.get("asof")) query.set("asof", document.getElementById("veri-surumu").dataset.day);
    navigator.clipboard.writeText(location.origin + location.pathname + ksm.write(query)).then(function () {
      ksm.say(button.dataset.done);
    });
  }
  // Single letters act unless somebody switched them off: some people speak to the machine (WCAG 2.1.4).
  function keys() { return !/(?:^|; )tus=kapali/.test(document.cookie); }
  function named(button) { button.textContent = keys() ? button.dataset.on : button.dataset.off; }
  function switchKeys(button) {
    document.cookie = "tus=" + (keys() ? "kapali" : "acik") + "; path=/; max-age=31536000; samesite=lax";
    named(button);
  }
  ksm.keys = keys;
  var deeds = {
    keys: switchKeys,
    menu: function () { root.classList.toggle("ksm-menu-toggled"); },
    theme: theme,
    clear: ksm.clear,
    link: link,
    twin: function () { ksm.change("g", ksm.read().get("g") === "tablo" ? "" : "tablo"); },
    again: function () { window.dash_clientside.set_props("tema", { data: String(Date.now()) }); },
    dismiss: function (button) { button.parentElement.remove(); },
    "sign-out": function () { ksm.signOut(); },
    "go-on": function () { ksm.goOn(); },
  };

  function split(text) {
    var cut = text.indexOf("=");
    return [text.slice(0, cut), text.slice(cut + 1)];
  }
  function pressed(button) {
    var data = button.dataset;
    if (data.deed) deeds[data.deed](button);
    else if (data.drop) ksm.drop.apply(null, split(data.drop));
    else if (data.switch !== undefined) ksm.change(data.switch, data.value);
    else if (data.sort) ksm.change("s", data.sort);
    else if (data.page) ksm.change("p", data.page === "1" ? "" : data.page);
    else if (data.language) {
      document.cookie = "dil=" + data.language + "; path=/; max-age=31536000; samesite=lax";
      location.reload();
    }
  }
  function row(element, drill, add) {
    var data = element.dataset;
    if (drill && data.go) ksm.go(data.go);
    else if (data.filter) ksm.act(data.filter, add);
    else if (data.go) ksm.go(data.go);
  }

  // Links inside the product keep the filters; the browser's own ways (new tab, middle button) stay.
  document.addEventListener("click", function (event) {
    var anchor = event.target.closest("a[href^='/']");
    if (!anchor || anchor.hasAttribute("data-plain") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    root.classList.remove("ksm-menu-toggled");
    ksm.go(anchor.getAttribute("href"));
  }, true);

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (button) pressed(button);
    var line = event.target.closest("tr[data-filter], tr[data-go]");
    if (line && !button && !event.target.closest("a")) row(line, false, event.ctrlKey || event.metaKey);
    var menu = event.target.closest("details.ksm-menu");
    menus(menu && !event.target.closest("li") ? menu : null);
  });

  document.addEventListener("keydown", function (event) {
    var part = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest && event.target.closest("[data-main]");
    if (part) document.getElementById(part.dataset.main).click();
    var line = event.target.matches && event.target.matches("tr[data-filter], tr[data-go]") ? event.target : null;
    if (event.key === "Enter" && line) {
      event.preventDefault();
      row(line, event.shiftKey, event.ctrlKey || event.metaKey);
    }
    if (event.key !== "Escape") return;
    var open = document.querySelector("details.ksm-menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (root.classList.contains("ksm-menu-toggled") && innerWidth < 992) {
      root.classList.remove("ksm-menu-toggled");
    } else if (!event.target.closest || !event.target.closest("input, select, textarea, [role=listbox], .dash-dropdown-content")) {
      ksm.clear();
    }
  });

  // Dash hides this field of its dropdown from screen readers but leaves it in the order of the Tab key.
  function unreach() {
    document.querySelectorAll(".dash-dropdown-focus-target").forEach(function (field) { field.tabIndex = -1; });
  }

  new MutationObserver(function (_changes, watch) {
    var content = document.getElementById("content");
    if (!content) return;
    watch.disconnect();
    new MutationObserver(ksm.settle).observe(content, { childList: true });
    new MutationObserver(unreach).observe(document.body, { childList: true, subtree: true }); // forms have dropdowns, too
    unreach();
    document.querySelectorAll("[data-deed=keys]").forEach(named);
    ksm.settle();
  }).observe(document.body, { childList: true, subtree: true });
})();
