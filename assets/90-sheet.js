// The attendance sheet: what was typed and is not saved yet lives here, and is sent one message at a time until the
// server has answered. Nothing typed is lost by a redraw, a reload or a lost connection.
(function () {
  "use strict";
  var WAIT = 350; // ms after the last key
  var LOST = 8000; // ms without an answer
  var LONGEST = 15000; // ms between two tries

  window.ksm.sheetState = function (send, tell) {
    var it = { sheet: null, pending: {}, flying: null, queue: [], drafts: {}, seen: {}, past: [], fixes: null, badge: "", at: "" };
    var number = Date.now();
    var timer = 0, watch = 0, tries = 0, stuck = false;

    function row(who) { return it.sheet.rows.find(function (one) { return one.who === who; }); }
    function cell(who, block) { return who + "." + block; }
    function stored(who, block) { var found = row(who); return found ? found.marks[block - 1] : null; }
    it.value = function (who, block) {
      var key = cell(who, block);
      var places = [it.fixes, it.pending, it.flying && it.flying.cells];
      var found = places.find(function (place) { return place && place[key]; });
      return found ? found[key].status : stored(who, block);
    };
    it.isFinal = function () { return it.sheet.state === "final"; };
    it.mayMark = function () { return !it.isFinal() || Boolean(it.fixes); };

    // marks: [who, block, status]; what they were goes on the pile of Ctrl+Z.
    it.mark = function (marks, isUndo) {
      var before = marks.map(function (one) { return [one[0], one[1], it.value(one[0], one[1])]; });
      marks.forEach(function (one) { put(one[0], one[1], one[2]); });
      if (!isUndo) it.past.push(before);
      stuck = false;
      keep();
      clearTimeout(timer);
      timer = setTimeout(go, WAIT);
      tell();
    };
    it.undo = function () {
      var last = it.past.pop();
      if (last) it.mark(last, true);
      return last;
    };
    function put(who, block, status) {
      var key = cell(who, block);
      var into = it.fixes || it.pending;
      var flown = !it.fixes && it.flying && it.flying.cells && it.flying.cells[key];
      var seen = into[key] ? into[key].seen : flown ? flown.status : stored(who, block);
      if (seen === status && !(into[key] && into[key].tried)) delete into[key];
      else into[key] = { who: who, block: block, seen: seen, status: status, tried: Boolean(into[key] && into[key].tried) };
    }
    it.say = function (message) {
      it.queue.push(message);
      go();
    };
    // What a field held when somebody began to type in it; our own saving moves it on.
    it.draft = function (name, value, stored) {
      if (it.drafts[name] === undefined && stored !== undefined) it.seen[name] = stored;
      if (value === undefined) delete it.drafts[name];
      else it.drafts[name] = value;
      keep();
    };

    function go() {
      if (it.flying || !it.sheet) return;
      var cells = stuck ? {} : it.pending;
      var marks = Object.keys(cells).map(function (key) { return cells[key]; });
      if (!marks.length && !it.queue.length) return;
      it.flying = marks.length ? { message: { kind: "marks", marks: marks }, cells: cells } : { message: it.queue.shift() };
      if (marks.length) it.pending = {};
      it.flying.n = ++number;
      var field = it.flying.message.field;
      if (field && it.seen[field] !== undefined) it.flying.message.seen = it.seen[field];
      it.badge = "saving";
      watch = setTimeout(lost, LOST);
      send(Object.assign({ n: it.flying.n }, it.flying.message));
      tell();
    }
    // What was under way and did not arrive is typed but not saved again; later keys of the same cell win.
    function back() {
      var cells = it.flying.cells;
      if (!cells) return;
      Object.keys(cells).forEach(function (key) {
        var later = it.pending[key];
        it.pending[key] = Object.assign({}, cells[key], { tried: true }, later ? { status: later.status } : {});
      });
    }
    function lost() {
      if (!it.flying) return;
      back();
      if (!it.flying.cells) it.queue.unshift(it.flying.message);
      it.flying = null;
      it.badge = "offline";
      tries += 1;
      keep();
      clearTimeout(timer);
      timer = setTimeout(go, Math.min(1000 * Math.pow(2, tries), LONGEST));
      tell();
    }
    it.refused = function (n) {
      if (!it.flying || it.flying.n !== n) return;
      clearTimeout(watch);
      var message = it.flying.message;
      back();
      stuck = message.kind === "marks";
      it.flying = null;
      it.badge = "refused";
      keep();
      tell(null, message);
      go();
    };
    it.answered = function (answer) {
      var mine = it.flying && answer.n === it.flying.n;
      var message = mine ? it.flying.message : null;
      if (mine) {
        clearTimeout(watch);
        it.flying = null;
        tries = 0;
        it.badge = "saved";
        it.at = answer.at;
        if (message.field) it.seen[message.field] = message[message.kind === "total" ? "paper" : "note"];
      }
      it.take(answer.sheet);
      tell(mine ? answer : null, message);
      go();
    };
    it.take = function (sheet) {
      if (it.sheet && sheet.version < it.sheet.version) return;
      var isFirst = !it.sheet;
      it.sheet = sheet;
      if (isFirst) recall();
      Object.keys(it.pending).forEach(function (key) {
        var one = it.pending[key];
        if (stored(one.who, one.block) === one.status) delete it.pending[key];
      });
      keep();
      tell();
      if (isFirst) go();
    };

    // Kept for this tab: a reload goes on where it was.
    function place() { return "yoklama:" + it.sheet.code; }
    function keep() {
      if (!it.sheet) return;
      var cells = Object.assign({}, it.flying && it.flying.cells, it.pending);
      var empty = !Object.keys(cells).length && !Object.keys(it.drafts).length;
      if (empty) sessionStorage.removeItem(place());
      else sessionStorage.setItem(place(), JSON.stringify({ cells: cells, drafts: it.drafts }));
    }
    function recall() {
      var kept = JSON.parse(sessionStorage.getItem(place()) || "{}");
      it.drafts = kept.drafts || {};
      it.pending = kept.cells || {};
      Object.keys(it.pending).forEach(function (key) {
        it.pending[key].tried = true;
        if (!row(it.pending[key].who)) delete it.pending[key];
      });
    }
    it.again = function () {
      clearTimeout(timer);
      tries = 0;
      go();
    };
    it.leave = function () {
      clearTimeout(timer);
      go();
      clearTimeout(watch);
    };
    return it;
  };

  window.ksm.Sheet = function (props) {
    var React = window.React;
    var box = React.useRef(null), desk = React.useRef(null), latest = React.useRef(props);
    latest.current = props;
    React.useLayoutEffect(function () {
      desk.current = window.ksm.sheetDesk(box.current, props.words, function (message) { latest.current.setProps({ send: message }); });
      return desk.current.leave;
    }, []);
    React.useEffect(function () { if (props.sheet) desk.current.take(props.sheet); }, [props.sheet]);
    React.useEffect(function () { if (props.answer) desk.current.answered(props.answer); }, [props.answer]);
    React.useEffect(function () {
      var n = props.heard;
      if (n) setTimeout(function () { desk.current.refused(n); }, 300); // an answer of the same breath comes first
    }, [props.heard]);
    return React.createElement("div", { ref: box, id: props.id, className: "ksm-sheet-box" });
  };
})();
