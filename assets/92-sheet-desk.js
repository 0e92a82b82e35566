// The attendance sheet as it is worked on: keys, buttons, fields, dialogs.
(function () {
  "use strict";
  var LETTERS = { g: "present", k: "partial", y: "absent" };
  var ROUND = { "": "present", present: "partial", partial: "absent", absent: null, excused: "present" };

  window.ksm.sheetDesk = function (box, words, send) {
    var typed = ""; // digits of a row number
    var told = null; // what finalising would do, as it was said
    var state = window.ksm.sheetState(send, changed);
    var view = window.ksm.sheetView(box, words, state);
    var make = view.make, fill = view.fill;

    function changed(answer, message) {
      if (!state.sheet) return;
      view.draw();
      if (!message) return;
      if (answer && after[message.kind]) after[message.kind](answer, message);
      if (!answer) view.tell("");
    }
    var after = {
      marks: function (answer) { if (answer.clashes.length) clash(answer.clashes); },
      total: function (_answer, message) { if (String(message.paper === null ? "" : message.paper) === state.drafts.total) settle("total"); },
      note: function (_answer, message) { settle("note" + message.who); },
      name: function (answer, message) {
        settle("name" + message.seat);
        go(answer.who);
      },
      walk_in: function (answer) {
        if (answer.said) view.tell(answer.said);
        go(answer.who);
      },
      names: function (answer) {
        var list = document.getElementById("sheet-names");
        if (list) list.replaceChildren.apply(list, answer.names.map(function (name) { return make("option", { value: name }); }));
      },
      effect: function (answer) {
        told = answer.effect;
        summary(answer.said);
      },
      send: function () { window.ksm.say(words.sent_toast); },
      finalise: function (answer) { window.ksm.say(fill(words.final_toast, answer)); },
      reopen: function () { window.ksm.say(words.reopened_toast); },
      correct: function () {
        state.fixes = null;
        view.draw();
        window.ksm.say(words.corrected_toast);
      },
    };
    function settle(name) {
      state.draft(name);
      view.draw();
    }
    function go(who) {
      var place = view.rows().findIndex(function (row) { return row.who === who; });
      if (place >= 0) view.focus(place, 1);
    }

    // One dialog for all questions. buttons: [text, deed]; the first is the main one and has the focus.
    function ask(title, body, buttons) {
      var dialog = view.parts.dialog;
      var heading = make("h2", { class: "ksm-title", id: "sheet-asked", text: title });
      var form = make("form", { method: "dialog" }, [heading].concat(body, [
        make("div", { class: "ksm-deeds" }, buttons.map(function (one, place) {
          return make("button", { type: place ? "button" : "submit", class: "ksm-button" + (place ? "" : " main"), text: one[0] });
        })),
      ]));
      dialog.setAttribute("aria-labelledby", "sheet-asked");
      dialog.replaceChildren(form);
      form.addEventListener("submit", function () { if (buttons[0][1]) buttons[0][1](); });
      form.querySelectorAll(".ksm-deeds button[type=button]").forEach(function (button, place) {
        button.addEventListener("click", function () {
          dialog.close();
          if (buttons[place + 1][1]) buttons[place + 1][1]();
        });
      });
      dialog.showModal();
      var first = form.querySelector("input, select") || form.querySelector("button");
      first.focus();
    }
    function field(label, attributes) {
      var input = make("input", Object.assign({ type: "text", autocomplete: "off" }, attributes));
      return { input: input, label: make("label", { class: "ksm-dialog-field" }, [make("span", { text: label }), input]) };
    }
    function withReason(title, deed) {
      var reason = field(words.reason, { maxlength: 300, required: "", minlength: 10 });
      ask(title, [reason.label], [[words.confirm, function () { deed(reason.input.value); }], [words.cancel]]);
    }
    function clash(cells) {
      var lines = cells.map(function (one) {
        return make("li", { text: fill(words.clash_row, { row: one.row, block: view.name(one.block), mine: view.word(one.mine), kept: view.word(one.kept), actor: one.actor || "–" }) });
      });
      function mine() {
        state.mark(cells.map(function (one) { return [one.participant, one.block, one.mine]; }));
      }
      ask(words.clash_title, [make("ul", {}, lines)], [[words.clash_kept], [words.clash_mine, mine]]);
    }
    function summary(said) {
      var lead = state.sheet.mayFinalise;
      var actual = field(words.actual, { type: "number", min: 1, max: 1440 });
      function confirm() {
        var minutes = actual.input.value === "" ? null : Number(actual.input.value);
        if (lead) state.say({ kind: "finalise", actual: minutes, seen: minutes === null ? told : null });
        else state.say({ kind: "send" });
      }
      ask(words[lead ? "finish_title" : "send_title"], [make("p", { class: "ksm-sheet-effect", text: said })].concat(lead ? [actual.label] : []), [[words[lead ? "finish" : "send"], confirm], [words.cancel]]);
      view.parts.dialog.querySelector("button").focus();
    }
    function help() {
      ask(words.help_title, words.help.split("\n").map(function (text) { return make("p", { text: text }); }), [[words.close]]);
    }

    // What buttons and keys do.
    var deeds = {
      fill: function () {
        var cells = [];
        view.named().forEach(function (row) {
          view.marks(row).forEach(function (mark, place) { if (mark === null) cells.push([row.who, place + 1, "present"]); });
        });
        if (cells.length) state.mark(cells);
      },
      undo: function () {
        var last = state.undo();
        if (last) go(last[0][0]);
      },
      add: function () {
        var places = state.sheet.institutions;
        var choice = make("select", {}, places.map(function (one) { return make("option", { value: one[0], text: one[1] }); }));
        var name = field(words.add_name, { maxlength: 100, required: "", list: "sheet-names" });
        function names() { if (choice.value) state.say({ kind: "names", institution: Number(choice.value) }); }
        choice.addEventListener("change", names);
        var where = make("label", { class: "ksm-dialog-field" }, [make("span", { text: words.add_institution }), choice]);
        ask(words.add, [where, name.label, make("datalist", { id: "sheet-names" })], [
          [words.add_submit, function () { state.say({ kind: "walk_in", institution: Number(choice.value), name: name.input.value }); }], [words.cancel],
        ]);
        if (places.length === 1) name.input.focus();
        names();
      },
      help: help,
      finish: finish,
      reopen: function () { withReason(words.reopen, function (reason) { state.say({ kind: "reopen", reason: reason }); }); },
      correct: function () {
        state.fixes = {};
        view.draw();
        view.focus(0, 1);
      },
      correct_stop: function () {
        state.fixes = null;
        view.draw();
      },
      correct_save: function () {
        var marks = Object.keys(state.fixes).map(function (key) { return state.fixes[key]; });
        if (marks.length) withReason(words.correct, function (reason) { state.say({ kind: "correct", marks: marks, reason: reason }); });
      },
      approve: function (button) {
        withReason(words.approve, function (reason) { state.say({ kind: "approve", who: Number(button.dataset.who), reason: reason }); });
      },
      doubtful: function () { view.focus(view.doubtful(), 1); },
      total_again: function () {
        view.parts.total.focus();
        view.parts.total.select();
      },
      take_off: function (button) { state.say({ kind: "take_off", who: Number(button.dataset.who) }); },
    };
    function finish() {
      if (state.sheet.missing || state.isFinal()) return;
      var above = view.rows().find(function (row) { return row.walkIn === "above"; });
      if (above && state.sheet.mayFinalise) {
        view.tell(fill(words.above_waits, { row: above.no }));
        return view.focus(view.rows().indexOf(above), 1);
      }
      var open = view.open();
      if (open.length) {
        view.tell(fill(words.open_rows, { count: open.length, row: open[0].no }));
        return view.focus(view.rows().indexOf(open[0]), view.marks(open[0]).indexOf(null) + 1);
      }
      var paper = view.paper(), screen = view.attended();
      if (paper !== screen) {
        var said = fill(words[paper === null ? "total_none" : "difference"], { paper: paper, screen: screen, rest: Math.abs(paper - screen) });
        view.tell(said, paper === null ? [] : ["doubtful", "total_again"]);
        return deeds.total_again();
      }
      view.tell("");
      total();
      state.say({ kind: "effect" });
    }
    function total() {
      if (view.paper() !== state.sheet.paper) state.say({ kind: "total", field: "total", seen: state.sheet.paper, paper: view.paper() });
      else state.draft("total");
    }

    function mark(row, block, status) {
      if (!state.mayMark()) return false;
      if (row.who === null) {
        view.tell(fill(words.name_first, { row: row.no }));
        box.querySelector('[data-seat="' + row.seat + '"]').focus();
        return false;
      }
      view.tell("");
      state.mark([[row.who, block, status]]);
      return true;
    }
    function jump() {
      var number = Number(typed);
      typed = "";
      var place = view.rows().findIndex(function (row) { return row.no === number; });
      if (place < 0) view.tell(fill(words.row_unknown, { row: number }));
      else view.focus(place);
    }
    function onCell(event) {
      var key = event.key.toLocaleLowerCase("en");
      var row = view.rows()[view.row];
      var steps = { arrowup: [-1, 0], arrowdown: [1, 0], arrowleft: [0, -1], arrowright: [0, 1] };
      if (event.ctrlKey || event.metaKey || event.altKey) return key === "z" && !event.shiftKey ? (deeds.undo(), true) : false;
      if (/^\d$/.test(key)) typed += key;
      else if (key === "enter" && typed) jump();
      else if (key === "enter" && row.who === null) box.querySelector('[data-seat="' + row.seat + '"]').focus();
      else if (key === "enter") view.focus(view.row + 1);
      else if (LETTERS[key]) { if (mark(row, view.block, LETTERS[key])) view.focus(view.row + 1); }
      else if (key === "delete" || key === "backspace") typed = typed ? "" : (mark(row, view.block, null), "");
      else if (steps[key]) view.focus(view.row + steps[key][0], view.block + steps[key][1]);
      else if (key === "home" || key === "end") view.focus(key === "home" ? 0 : view.rows().length - 1);
      else if (key === "t" && state.mayMark()) deeds.fill();
      else if (key === "e" && !state.isFinal()) deeds.add();
      else if (key === "?") help();
      else return false;
      return true;
    }

    box.addEventListener("keydown", function (event) {
      if (!state.sheet || view.parts.dialog.open) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (document.activeElement.blur && document.activeElement.matches("input")) document.activeElement.blur();
        return finish();
      }
      var target = event.target;
      if (target.matches(".mark") && onCell(event)) event.preventDefault();
      else if (event.key === "Enter" && target.dataset.seat) {
        event.preventDefault();
        if (target.value.trim()) state.say({ kind: "name", seat: Number(target.dataset.seat), name: target.value });
      } else if (event.key === "Enter" && target.matches("input")) target.blur();
    });
    box.addEventListener("focusin", function (event) {
      if (!event.target.matches(".mark")) return typed = "";
      view.row = Number(event.target.dataset.place);
      view.block = Number(event.target.dataset.block);
    });
    box.addEventListener("click", function (event) {
      var button = event.target.closest("[data-do]");
      if (button) return deeds[button.dataset.do](button);
      if (!event.target.matches(".mark")) return;
      var row = view.rows()[Number(event.target.dataset.place)];
      var block = Number(event.target.dataset.block);
      view.focus(Number(event.target.dataset.place), block);
      mark(row, block, ROUND[(row.who !== null && state.value(row.who, block)) || ""]);
    });
    box.addEventListener("input", function (event) {
      var name = event.target.dataset.field;
      if (!name) return;
      var row = view.rows().find(function (one) { return "note" + one.who === name; });
      state.draft(name, event.target.value, name === "total" ? state.sheet.paper : row && row.note);
      if (name === "total") view.draw();
    });
    box.addEventListener("change", function (event) {
      var data = event.target.dataset;
      if (data.field === "total") total();
      if (!data.who || event.target.matches("button")) return;
      var row = view.rows().find(function (one) { return one.who === Number(data.who); });
      if (event.target.value !== row.note) state.say({ kind: "note", field: data.field, who: row.who, seen: row.note, note: event.target.value });
      else state.draft(data.field);
    });
    function again() { state.again(); }
    window.addEventListener("online", again);

    return {
      take: function (sheet) {
        var isFirst = !state.sheet;
        if (sheet.missing) {
          state.sheet = sheet;
          return view.draw();
        }
        state.take(sheet);
        if (isFirst && sheet.rows.length) view.focus(0, 1);
      },
      answered: state.answered,
      refused: state.refused,
      leave: function () {
        window.removeEventListener("online", again);
        state.leave();
      },
    };
  };
})();
