/* Copies the values of records, and keeps a page up to date if the page asks for that. */
(() => {
  /* Listens on the document, since buttons may be added later: Ultimate Multisite makes its dialogs when they are opened. */
  document.documentElement.classList.add('closte-sync-copies');
  document.addEventListener('click', (event) => {
    var button = event.target.closest?.('.closte-sync-copy');
    if (button) {
      copy(button.dataset.copy, button).then(() => {
        say(button.dataset.copied);
      });
    }
  });

  /* Without a secure context there is no clipboard to write to, but a selected text can be copied. */
  function copy(text, button) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(text);
    }
    var field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.style.position = 'fixed';
    field.style.opacity = '0';
    document.body.appendChild(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
    return Promise.resolve();
  }

  function say(text) {
    var region = document.getElementById('closte-sync-said');
    if (!region) {
      region = document.createElement('div');
      region.id = 'closte-sync-said';
      region.className = 'screen-reader-text';
      region.setAttribute('role', 'status');
      document.body.appendChild(region);
    }
    region.textContent = '';
    window.setTimeout(() => {
      region.textContent = text;
    }, 50);
  }

  /* Once a minute while the page is visible. Unchanged parts are left alone, so that a selection in them is kept. */
  function refresh(live) {
    if (document.hidden) {
      return;
    }
    window
      .fetch(live.dataset.refresh, { headers: { Accept: 'text/html' } })
      .then((response) => {
        /* The link has ended: the page says so, instead of showing an old state for ever. */
        if (response.status === 404) {
          window.location.reload();
        }
        return response.ok ? response.text() : null;
      })
      .then((html) => {
        var fresh =
          html && new DOMParser().parseFromString(html, 'text/html').getElementById(live.id);
        if (fresh && fresh.textContent !== live.dataset.shown) {
          live.innerHTML = fresh.innerHTML;
          live.dataset.shown = fresh.textContent;
        }
      })
      .catch(() => {});
  }

  var live = document.querySelector('[data-refresh]');
  if (live && window.fetch) {
    live.dataset.shown = live.textContent;
    window.setInterval(refresh, 60000, live);
    document.addEventListener('visibilitychange', () => {
      refresh(live);
    });
  }
})();
