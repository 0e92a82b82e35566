// The attendance sheet as it is seen: drawn once, then cell by cell, so that nobody loses the place.
(function () {
  "use strict";
  function make(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (name === "text") made.textContent = attributes[name];
      else if (attributes[name] !== null && attributes[name] !== false) made.setAttribute(name, attributes[name]);
    });
    (children || []).forEach(function (child) { if (child) made.appendChild(child); });
    return made;
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_whole, name) { return values[name] === undefined ? "" : values[name]; });
  }

  window.ksm.sheetView = function (box, words, state) {
    var view = { row: 0, block: 1 };
    var parts = {};
    var drawn = "";

    function button(deed, text, extra) {
      return make("button", Object.assign({ type: "button", class: "ksm-button", "data-do": deed, text: text }, extra));
    }
    function frame() {
      parts.badge = make("span", { class: "ksm-sheet-badge", role: "status" });
      parts.state = make("span", { class: "ksm-badge" });
      parts.title = make("h1", { class: "ksm-verdict" });
      parts.facts = make("p", { class: "ksm-hint" });
      parts.head = make("thead");
      parts.body = make("tbody");
      parts.tools = make("div", { class: "ksm-deeds" });
      parts.total = make("input", { id: "sheet-total", type: "number", min: 0, max: 999, "data-field": "total" });
      parts.sum = make("strong", { class: "ksm-sheet-sum", "aria-live": "polite" });
      parts.counts = make("span", { class: "ksm-count" });
      parts.alert = make("p", { class: "ksm-sheet-alert", role: "alert" });
      parts.ways = make("div", { class: "ksm-acts" });
      parts.dialog = make("dialog", { class: "ksm-dialog" });
      var table = make("table", { class: "ksm-table ksm-sheet", role: "grid", "aria-label": words.grid }, [parts.head, parts.body]);
      var label = make("label", { for: "sheet-total", text: words.total });
      [
        make("header", {}, [make("div", {}, [parts.title, parts.facts]), parts.state]),
        parts.tools, make("div", { class: "ksm-scroll" }, [table]), parts.alert, parts.ways,
        make("div", { class: "ksm-sheet-foot" }, [label, parts.total, parts.sum, parts.counts, parts.badge]), parts.dialog,
      ].forEach(function (part) { box.appendChild(part); });
      for (var line = 0; line < 24; line += 1) parts.body.appendChild(make("tr", { class: "waiting" }, [make("td", { colspan: 5 })]));
    }

    view.rows = function () { return state.sheet.rows; };
    view.named = function () { return view.rows().filter(function (row) { return row.who !== null; }); };
    view.blocks = function () { return state.sheet.blocks.length; };
    view.marks = function (row) {
      return state.sheet.blocks.map(function (_name, place) { return row.who === null ? null : state.value(row.who, place + 1); });
    };
    view.came = function (row) {
      return view.marks(row).some(function (mark) { return mark === "present" || mark === "partial"; });
    };
    view.attended = function () { return view.named().filter(view.came).length; };
    // Where the difference may be: with fewer signatures on paper somebody who came here, with more somebody who did not.
    view.doubtful = function () {
      var came = view.attended() > view.paper();
      return view.rows().findIndex(function (row) { return row.who !== null && view.came(row) === came; });
    };
    view.open = function () {
      return view.named().filter(function (row) { return view.marks(row).indexOf(null) >= 0; });
    };
    view.paper = function () {
      var typed = state.drafts.total;
      return typed === undefined ? state.sheet.paper : typed === "" ? null : Number(typed);
    };
    view.tell = function (text, ways) {
      parts.alert.textContent = text || "";
      parts.ways.replaceChildren.apply(parts.ways, (ways || []).map(function (deed) { return button(deed, words[deed]); }));
    };
    view.word = function (status) { return words[status || "open"]; };
    view.name = function (block) { return view.blocks() > 1 ? " " + state.sheet.blocks[block - 1] : ""; };

    // The cell that the keys belong to.
    view.focus = function (place, block) {
      var rows = view.rows();
      view.row = Math.max(0, Math.min(place, rows.length - 1));
      view.block = Math.max(1, Math.min(block || view.block, view.blocks()));
      rove();
      var cell = at(view.row, view.block);
      if (cell) cell.focus();
    };
    function at(place, block) { return parts.body.querySelector('[data-place="' + place + '"][data-block="' + block + '"]'); }
    function rove() {
      parts.body.querySelectorAll(".mark[tabindex='0']").forEach(function (cell) { cell.tabIndex = -1; });
      var cell = at(view.row, view.block);
      if (cell) cell.tabIndex = 0;
    }

    function nameCell(row) {
      var at = { at: row.at, place: row.place };
      if (row.who === null) {
        var text = fill(words.name_missing, at);
        var field = make("input", { class: "ksm-sheet-name", "data-field": "name" + row.seat, "data-seat": row.seat, placeholder: text, "aria-label": text, autocomplete: "off", maxlength: 100, list: "sheet-names", disabled: state.isFinal() ? "" : null });
        field.value = state.drafts["name" + row.seat] || "";
        return make("td", {}, [field]);
      }
      var tags = row.walkIn ? [make("span", { class: "ksm-sheet-tag " + row.walkIn, text: words[row.walkIn] })] : [];
      if (row.walkIn && !state.isFinal()) {
        if (row.walkIn === "above" && state.sheet.mayFinalise) tags.push(button("approve", words.approve, { "data-who": row.who }));
        tags.push(button("take_off", words.take_off, { "data-who": row.who }));
      }
      return make("td", {}, [make("span", { text: row.name || words.erased }), make("small", { class: "ksm-sheet-under", text: row.at })].concat(tags));
    }
    function line(row, place) {
      var cells = [make("th", { scope: "row", class: "number", text: row.no }), nameCell(row), make("td", { class: "ksm-sheet-at", text: row.at })];
      state.sheet.blocks.forEach(function (_name, block) {
        cells.push(make("td", { class: "mark", tabindex: -1, "data-place": place, "data-block": block + 1, "data-field": "m" + row.no + "." + (block + 1) }));
      });
      var note = make("input", { class: "ksm-sheet-note", "data-field": "note" + row.who, "data-who": row.who, maxlength: 200, "aria-label": words.note + ": " + (row.name || row.no), disabled: state.isFinal() || row.who === null ? "" : null });
      note.value = state.drafts["note" + row.who] === undefined ? row.note : state.drafts["note" + row.who];
      return make("tr", {}, cells.concat(make("td", { class: "ksm-sheet-notes" }, [note])));
    }
    function tools() {
      var final = state.isFinal(), lead = state.sheet.mayFinalise;
      if (final && !lead) return [];
      if (state.fixes) return [button("correct_save", words.correct_save), button("correct_stop", words.correct_stop)];
      if (final) return [button("correct", words.correct), button("reopen", words.reopen), button("help", "?", { "aria-label": words.help_title })];
      return [
        button("fill", words.fill + " (T)"), button("undo", words.undo), button("add", words.add + " (E)"),
        button("help", "?", { "aria-label": words.help_title }), button("finish", words[lead ? "finish" : "send"] + " (Ctrl+Enter)", { class: "ksm-button main" }),
      ];
    }
    // Rows are made anew only when other rows are there; who types stays in the field.
    function rebuild() {
      var active = box.contains(document.activeElement) ? document.activeElement : null;
      var field = active && active.dataset.field;
      var from = active && active.selectionStart;
      var heads = [words.number, words.name, words.institution].concat(state.sheet.blocks, words.note);
      var kinds = ["number", "", "ksm-sheet-at"].concat(state.sheet.blocks.map(function () { return ""; }), "ksm-sheet-notes");
      parts.head.replaceChildren(make("tr", {}, heads.map(function (text, place) { return make("th", { scope: "col", class: kinds[place], text: text }); })));
      parts.body.replaceChildren.apply(parts.body, view.rows().map(line));
      if (!view.rows().length) parts.body.appendChild(make("tr", {}, [make("td", { colspan: heads.length, class: "ksm-empty", text: words.no_rows })]));
      parts.tools.replaceChildren.apply(parts.tools, tools());
      rove();
      var found = field && box.querySelector('[data-field="' + field + '"]');
      if (found) found.focus({ preventScroll: true });
      if (found && from !== null && from !== undefined && found.type === "text") found.setSelectionRange(from, from);
    }
    function marks() {
      parts.body.querySelectorAll(".mark").forEach(function (cell) {
        var row = view.rows()[Number(cell.dataset.place)];
        var block = Number(cell.dataset.block);
        var status = row.who === null ? null : state.value(row.who, block);
        var text = status ? words[status] : "";
        if (cell.textContent !== text) cell.textContent = text;
        cell.className = "mark" + (status ? " " + status : "") + (row.who === null ? " none" : "");
        cell.setAttribute("aria-label", fill(words.mark, { row: row.no, block: view.name(block), status: view.word(status) }));
      });
    }
    function sums() {
      var counts = { present: 0, partial: 0, absent: 0, open: 0 };
      view.named().forEach(function (row) {
        var all = view.marks(row);
        var there = all.filter(function (mark) { return mark === "present"; }).length;
        if (all.indexOf(null) >= 0) counts.open += 1;
        else if (there === all.length) counts.present += 1;
        else if (there || all.indexOf("partial") >= 0) counts.partial += 1;
        else counts.absent += 1;
      });
      var paper = view.paper(), screen = view.attended();
      var key = paper === null ? "total_none" : paper === screen ? "paper" : "difference";
      parts.counts.textContent = fill(words.counts, counts);
      parts.sum.textContent = fill(words[key], { paper: paper, screen: screen, rest: Math.abs(paper - screen) });
      parts.sum.className = "ksm-sheet-sum" + (key === "difference" ? " bad" : key === "paper" ? " ok" : "");
      if (document.activeElement !== parts.total) parts.total.value = paper === null ? "" : paper;
      parts.total.disabled = state.isFinal();
    }
    view.draw = function () {
      var sheet = state.sheet;
      box.classList.toggle("missing", Boolean(sheet.missing));
      if (sheet.missing) return parts.title.textContent = words.unknown;
      var now = JSON.stringify([sheet.rows.map(function (row) { return [row.no, row.seat, row.who, row.name, row.walkIn, row.note]; }), sheet.blocks, sheet.state === "final", Boolean(state.fixes)]);
      if (now !== drawn) rebuild();
      drawn = now;
      parts.title.textContent = sheet.code + " · " + sheet.title;
      parts.facts.textContent = sheet.facts;
      parts.state.textContent = words["state_" + sheet.state];
      parts.badge.textContent = state.badge ? fill(words[state.badge], { at: state.at }) : "";
      parts.badge.className = "ksm-sheet-badge " + state.badge;
      marks();
      sums();
    };
    view.parts = parts;
    view.make = make;
    view.fill = fill;
    frame();
    return view;
  };
})();
