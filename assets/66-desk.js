// The booking form (dashboard/desk.py): what is typed becomes one wish for the server; nothing typed is lost by an answer.
(function () {
  "use strict";
  var ksm = window.ksm;
  var PAUSE = 120;
  var names = null, namesAt = "", offer = null, number = 0, asked = 0, timer = 0, hurry = false;
  var state = fresh(), combos = {};

  function fresh() { return { request: key(), institution: 0, unit: 0, session: 0, contact: 0, seen: 0, extra: {} }; }
  function key() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) {
      return byte.toString(16).padStart(2, "0");
    }).join("");
  }
  function desk() { return document.getElementById("desk"); }
  function field(name) { return desk().querySelector("form [name=" + name + "]"); }
  function tell(id, data) { window.dash_clientside.set_props("desk-" + id, { data: data }); }

  function wish() {
    var whole = {
      request: state.request, institution: state.institution, unit: state.unit, contact: state.contact,
      session: state.session || null, seats: field("seats").value, channel: field("channel").value,
      received: field("received").value, min_accept: field("min_accept").value, document: field("document").value,
    };
    return Object.assign(whole, state.extra);
  }
  function weigh(pause) {
    clearTimeout(timer);
    timer = setTimeout(function () { tell("wish", Object.assign(wish(), { asked: ++asked })); }, pause || 0);
  }
  function settled() { return offer && offer.institution === state.institution && offer.unit === state.unit; }

  function sound() {
    field("institution").setCustomValidity(state.institution ? "" : field("institution").dataset.missing);
    var faulty = ["institution", "session", "seats"].map(field).find(function (one) { return !one.checkValidity() || !one.value; });
    if (faulty) { faulty.focus(); if (faulty.reportValidity) faulty.reportValidity(); }
    return !faulty;
  }
  // What the form needs may still be on its way: then it is sent as soon as that is there.
  function save() {
    if (combos.institution.awaits() || (state.institution && !settled())) { hurry = true; return; }
    hurry = false;
    if (!sound()) return;
    number += 1;
    var session = Number(field("session").value);
    var seen = offer.session === session ? Math.max(offer.seen, state.seen) : 0;
    tell("sent", Object.assign(wish(), { deed: "save", number: number, session: session, seen: seen }));
  }
  function patch(changes) {
    Object.keys(changes).forEach(function (name) {
      if (name === "session") fix(changes.session);
      else if (name === "seats" || name === "min_accept") field(name).value = changes[name];
      else state.extra[name] = changes[name];
    });
    if (changes.agreed !== undefined) state.extra.agreed = changes.agreed;
    save();
  }
  // Another's write made another session the best one: the form keeps the one that is being read, and weighs it anew.
  function hold(shown, told) {
    if (!shown || shown.asked !== told.asked || shown.session === told.session) return;
    if (!told.sessions.some(function (one) { return one[0] === shown.session; })) return;
    fix(shown.session);
    state.seen = shown.seen;
    weigh();
  }
  function fix(session) { state.session = Number(session); field("session").value = String(session); }
  function clear() {
    state = fresh();
    ["institution", "seats", "contact", "received", "min_accept", "document"].forEach(function (name) { field(name).value = ""; });
    fill([], null);
    offer = null;
    tell("wish", null);
  }
  function fill(sessions, chosen) {
    var select = field("session");
    if (!select.dataset.first) select.dataset.first = select.options[0].textContent;
    var text = state.institution ? select.dataset.none : select.dataset.first;
    var wanted = sessions.length ? sessions : [["", text]];
    if (JSON.stringify(wanted) !== select.dataset.shown)
      select.replaceChildren.apply(select, wanted.map(function (one) { return new Option(one[1], one[0]); }));
    select.dataset.shown = JSON.stringify(wanted);
    select.value = chosen === null ? "" : String(chosen);
  }
  // A card is answered with its first button; a receipt is read.
  function answered(mark) {
    var tries = 0;
    (function look() {
      var box = document.querySelector("[data-answer='" + mark + "']");
      if (!box && tries++ < 60) { requestAnimationFrame(look); return; }
      if (box) (box.classList.contains("ksm-card-why") ? box.querySelector(".ksm-acts").firstElementChild : box).focus();
    })();
  }

  // Opening: the page has the form already; elsewhere it comes from the right.
  function open(institution) {
    if (!desk()) return;
    document.documentElement.classList.add("ksm-desk-open");
    ready();
    if (institution) choose(institution);
    else { field("institution").focus(); field("institution").select(); }
  }
  function ready() {
    wire();
    var version = document.getElementById("veri-surumu").textContent;
    if (version === namesAt) return;
    namesAt = version;
    tell("opened", Date.now());
  }
  function close() {
    document.documentElement.classList.remove("ksm-desk-open");
    var back = document.querySelector(".ksm-opener");
    if (back) back.focus();
  }
  function choose(row, late) {
    if (!late || !row) field(row || late ? "session" : "institution").focus();
    if (!row) return;
    offer = null; // the sessions and the panel that still stand there are another answer's: nobody reads or accepts them
    window.dash_clientside.set_props("desk-panel", { children: null });
    state.institution = 0;
    fill([], null);
    state.institution = row[0];
    state.unit = row[1];
    state.session = 0;
    state.seen = 0;
    state.contact = 0;
    if (!late) field("contact").value = "";
    field("institution").setCustomValidity("");
    weigh();
  }
  function wire() {
    var form = desk().querySelector("form");
    if (form.dataset.wired) return;
    form.dataset.wired = "yes";
    combos.institution = ksm.combo(field("institution"), document.getElementById("desk-institution-list"),
      function () { return names; }, choose);
    combos.contact = ksm.combo(field("contact"), document.getElementById("desk-contact-list"),
      function () { return settled() ? offer.contacts : null; }, function (row, late) {
        state.contact = row ? row[0] : 0;
        if (!late || !row) field("channel").focus();
      });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", function (event) {
      var name = event.target.name;
      if (name === "institution") { state.institution = 0; state.unit = 0; return; }
      if (name === "contact") { state.contact = 0; return; }
      if (name === "session") state.session = Number(event.target.value);
      state.seen = 0;
      state.extra = {};
      if (state.institution) weigh(PAUSE);
    });
    field("session").addEventListener("blur", function (event) { if (event.target.value) state.session = Number(event.target.value); });
    field("session").addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.ctrlKey) return;
      event.preventDefault();
      field("seats").focus();
      field("seats").select();
    });
  }

  var deeds = {
    open: function () { open(); },
    close: close,
    save: save,
    patch: function (button) { patch(JSON.parse(button.dataset.patch)); },
    "give-up": function () { hush(); field("seats").focus(); },
    again: function () { clear(); hush(); field("institution").focus(); },
    release: act,
    undo: act,
    cancel: act,
    withdraw: act,
    seat: act,
    pool: function (button) { act(button, wish()); },
  };
  // What a button does to an application that stands; the form keeps what is typed in it.
  function act(button, more) {
    number += 1;
    tell("sent", Object.assign({}, more, button.dataset, { deed: button.dataset.desk, number: number }));
  }
  function hush() { window.dash_clientside.set_props("desk-answer", { children: null }); }

  function typing(event) {
    return event.target.closest && event.target.closest("input, select, textarea, [contenteditable], [role=listbox], .dash-dropdown-content");
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-desk]");
    if (button) deeds[button.dataset.desk](button);
  });
  document.addEventListener("focusin", function (event) {
    if (desk() && desk().contains(event.target)) ready();
  });
  document.addEventListener("keydown", function (event) {
    if (!desk()) return;
    var inside = desk().contains(event.target);
    if (inside && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
    else if (inside && event.key === "Escape" && event.target.getAttribute("aria-expanded") !== "true") { event.stopPropagation(); close(); }
    else if ((event.key === "r" || event.key === "R") && ksm.keys() && !typing(event) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    desk: {
      names: function (rows) {
        if (!rows) return;
        names = rows;
        if (combos.institution) combos.institution.arrived();
      },
      offer: function (told) {
        if (!told || told.institution !== state.institution) return;
        var shown = offer;
        offer = told;
        fill(told.sessions, told.session);
        hold(shown, told);
        combos.contact.arrived();
        if (hurry) save();
      },
      naming: function (hidden) {
        var text = document.getElementById("naming-text");
        if (hidden || !text) return;
        text.scrollIntoView({ block: "center" });
        text.focus();
      },
      answered: function (told) {
        if (!told) return;
        if (told.clear) clear();
        else state.extra = {};
        if (told.fresh) state.request = key();
        if (told.ok) ksm.say(told.said);
        if (told.ok && state.institution) weigh();
        answered(told.number);
      },
    },
  });
})();
