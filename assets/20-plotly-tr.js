// Turkish for the charts: month and day names of CLDR (a test compares them with Babel), our own words.
(function () {
  "use strict";
  var tr = {
    moduleType: "locale",
    name: "tr",
    dictionary: { "Autoscale": "Sığdır", "Reset axes": "Eksenleri sıfırla", "Zoom in": "Yakınlaş", "Zoom out": "Uzaklaş" },
    format: {
      days: ["Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"],
      shortDays: ["Paz", "Pzt", "Sal", "Çar", "Per", "Cum", "Cmt"],
      months: ["Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"],
      shortMonths: ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"],
      date: "%d.%m.%Y",
      decimal: ",",
      thousands: ".",
    },
  };
  if (window.Plotly) window.Plotly.register(tr);
  else (window.PlotlyLocales = window.PlotlyLocales || []).push(tr);
})();
