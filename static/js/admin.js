// Give Django's autocomplete lists an accessible name: the label of their field.
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

  // The lists are created late, and again for each added row.
  new MutationObserver(nameLists).observe(document, { childList: true, subtree: true });
})();
