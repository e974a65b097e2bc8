// Shows the words for a page whose own script does not come or does not parse. Written for any browser.
(function () {
  function show() {
    var words = document.getElementById('late');
    if (words) words.hidden = false;
  }
  // A kept copy of the page may name files that are gone. Without its keeper a reload brings the page of now.
  function forget() {
    if (!navigator.onLine || !navigator.serviceWorker) return;
    navigator.serviceWorker.getRegistrations().then(
      function (all) {
        all.forEach(function (each) {
          if (location.href.indexOf(each.scope) === 0) each.unregister();
        });
      },
      function () {},
    );
  }
  addEventListener(
    'error',
    function (event) {
      var from = event.target && event.target.src;
      if ((from || event.filename || '').indexOf('/assets/index-') < 0) return;
      show();
      // a script that came but does not parse would come again
      if (from) forget();
    },
    true,
  );
  setTimeout(show, 8000);
})();
