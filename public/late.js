// Shows the words for a page whose own script does not come or does not parse. Written for any browser.
(function () {
  function show() {
    var words = document.getElementById('late');
    if (!words) return;
    words.hidden = false;
    if (self.origin === 'null')
      words.textContent =
        'The page cannot load in this frame. Its sandbox lacks "allow-same-origin". Open the page in a tab of its own, or add that to the frame.';
  }
  // A kept copy of the page may name files that are gone. Without its keeper a reload brings the page of now.
  function forget() {
    if (!navigator.onLine || self.origin === 'null' || !navigator.serviceWorker) return;
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
