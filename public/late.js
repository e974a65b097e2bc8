// Shows the words for a page whose own script does not come or does not parse. Written for any browser.
(function () {
  function show() {
    var words = document.getElementById('late');
    if (words) words.hidden = false;
  }
  addEventListener(
    'error',
    function (event) {
      var from = event.target && event.target.src;
      if ((from || event.filename || '').indexOf('/assets/index-') >= 0) show();
    },
    true,
  );
  setTimeout(show, 8000);
})();
