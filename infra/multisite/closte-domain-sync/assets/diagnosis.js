/* Copies the values of records, and keeps the state of a page that asks for it up to date. */
(() => {
  function prepare(root) {
    root.querySelectorAll('.closte-sync-copy').forEach((button) => {
      button.hidden = false;
      button.addEventListener('click', () => {
        copy(button.dataset.copy, button).then(() => {
          say(button.dataset.copied);
        });
      });
    });
  }

  /* Without a secure context there is no clipboard to write to, but what is selected can be copied. */
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

  /* While somebody looks, once a minute. What has not changed is left alone, so that nothing is lost that is selected. */
  function refresh(live) {
    if (document.hidden) {
      return;
    }
    window
      .fetch(live.dataset.refresh, { headers: { Accept: 'text/html' } })
      .then((response) => (response.ok ? response.text() : null))
      .then((html) => {
        var fresh =
          html && new DOMParser().parseFromString(html, 'text/html').getElementById(live.id);
        if (fresh && fresh.textContent !== live.dataset.shown) {
          live.innerHTML = fresh.innerHTML;
          live.dataset.shown = fresh.textContent;
          prepare(live);
        }
      })
      .catch(() => {});
  }

  prepare(document);
  var live = document.querySelector('[data-refresh]');
  if (live && window.fetch) {
    live.dataset.shown = live.textContent;
    window.setInterval(refresh, 60000, live);
    document.addEventListener('visibilitychange', () => {
      refresh(live);
    });
  }
})();
