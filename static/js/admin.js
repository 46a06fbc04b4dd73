// The desk's pop-up lists say the name of their field; Django's leave it out.
(function () {
  "use strict";

  function nameLists() {
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      var label = select.labels && select.labels[0];
      var box = select.nextElementSibling;
      var list = box && box.querySelector("[role=combobox]");
      if (!label || !list) {
        return;
      }
      label.id = label.id || select.id + "_label";
      list.setAttribute("aria-labelledby", label.id);
      var shown = list.querySelector("[role=textbox]");
      if (shown) {
        shown.setAttribute("aria-labelledby", label.id);
      }
    });
  }

  // they are drawn late, and again with each row that is added
  new MutationObserver(nameLists).observe(document, { childList: true, subtree: true });
})();
