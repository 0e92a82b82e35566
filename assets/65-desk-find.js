// A field that offers what contains the typed letters: folded as data_layer/rules/text.py folds, ranked, chosen by Enter.
(function () {
  "use strict";
  var MOST = 12;

  function fold(text) {
    return text.replace(/[İIı]/g, "i").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }
  // 0 = begins a word, 1 = stands inside, 2 = initials (`sgk`), 9 = nowhere.
  function rank(key, word) {
    if ((" " + key).indexOf(" " + word) >= 0) return 0;
    if (key.indexOf(word) >= 0) return 1;
    var initials = key.split(" ").map(function (part) { return part[0]; }).join("");
    return initials.indexOf(word) >= 0 ? 2 : 9;
  }
  // Rows are [value, …, label, key]; institutions stand before units, short names before long ones.
  function find(rows, typed) {
    var words = fold(typed).split(" ").filter(Boolean);
    if (!words.length) return [];
    return rows.map(function (row) {
      var key = row[row.length - 1];
      return { row: row, rank: Math.max.apply(null, words.map(function (word) { return rank(key, word); })) };
    }).filter(function (hit) { return hit.rank < 9; }).sort(function (one, other) {
      return one.rank - other.rank || (one.row.length > 3 ? one.row[1] && 1 : 0) - (other.row.length > 3 ? other.row[1] && 1 : 0) ||
        one.row[one.row.length - 2].length - other.row[other.row.length - 2].length;
    }).slice(0, MOST).map(function (hit) { return hit.row; });
  }

  function combo(input, list, rows, chosen) {
    var hits = [], at = 0, early = false;

    function show() {
      list.textContent = "";
      hits.forEach(function (row, place) {
        var item = document.createElement("li");
        item.id = list.id + "-" + place;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", place === at ? "true" : "false");
        item.textContent = row[row.length - 2];
        list.appendChild(item);
      });
      if (!hits.length && input.value.trim() && rows()) list.textContent = list.dataset.none;
      list.hidden = !list.textContent;
      input.setAttribute("aria-expanded", list.hidden ? "false" : "true");
      if (hits.length) input.setAttribute("aria-activedescendant", list.id + "-" + at);
      else input.removeAttribute("aria-activedescendant");
    }
    function close() {
      hits = [];
      list.hidden = true;
      list.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function look() { hits = find(rows() || [], input.value); at = 0; show(); }
    function take(row, late) { input.value = row[row.length - 2]; close(); chosen(row, late); }
    // Whoever pressed Enter before the rows were here has gone on; the first hit is taken now, or the field asks again.
    function arrived() {
      if (early) {
        early = false;
        look();
        if (hits.length) take(hits[0], true);
        else input.focus();
      } else if (document.activeElement === input && list.hidden && input.value.trim()) look();
    }
    input.addEventListener("input", look);
    input.addEventListener("blur", function () { setTimeout(close, 150); });
    list.addEventListener("pointerdown", function (event) {
      var place = Array.prototype.indexOf.call(list.children, event.target.closest("li"));
      if (place >= 0) { event.preventDefault(); take(hits[place]); }
    });
    input.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (hits.length) at = (at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
        show();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (hits.length) take(hits[at]);
        else { early = !rows() && Boolean(input.value.trim()); chosen(null, early); }
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        close();
      }
    });
    return { arrived: arrived, awaits: function () { return early; } };
  }
  window.ksm.fold = fold;
  window.ksm.find = find;
  window.ksm.combo = combo;
})();
