/* The interactive map, once its button is pressed: tiles as pictures, points gathered in a grid.
   Nothing is asked of any server before. */
(() => {
  "use strict";
  const TILE = 256, CELL = 56, NEAREST = 18, FARTHEST = 10, START = 12;
  const opener = document.querySelector("[data-map]");
  if (!opener) return;
  const box = document.getElementById(opener.dataset.map);
  const told = box.dataset;
  let points = [], zoom = START, x = 0, y = 0; // the middle, in units of the whole world
  let waiting = false;

  const across = (lng) => (lng + 180) / 360;
  const down = (lat) => {
    const angle = (lat * Math.PI) / 180;
    return (1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2;
  };
  const make = (name, className, text = "") => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  };
  const put = (element, left, top) => { element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`; };

  const pane = make("div", "pane");
  const tiles = make("div"), marks = make("div"), tag = make("p", "name-tag");
  tag.hidden = true;

  const drawTiles = (size, wide, high) => {
    const kept = new Map([...tiles.children].map((tile) => [tile.dataset.key, tile]));
    const left = x * size - wide / 2, top = y * size - high / 2, most = 2 ** zoom;
    for (let row = Math.floor(top / TILE); row * TILE < top + high; row++) {
      for (let column = Math.floor(left / TILE); column * TILE < left + wide; column++) {
        if (row < 0 || row >= most || column < 0 || column >= most) continue;
        const key = `${zoom}/${column}/${row}`;
        let tile = kept.get(key);
        if (!tile) {
          tile = new Image(TILE, TILE);
          tile.alt = "";
          tile.draggable = false;
          tile.dataset.key = key;
          tile.src = told.tiles.replace("{z}", zoom).replace("{x}", column).replace("{y}", row);
          tiles.append(tile);
        }
        kept.delete(key);
        put(tile, column * TILE - left, row * TILE - top);
      }
    }
    kept.forEach((tile) => tile.remove());
  };

  const mark = (group) => {
    const [first] = group;
    if (group.length === 1) {
      const link = make("a", "point");
      link.href = `${told.list}${first.code}/${first.slug}/`;
      link.setAttribute("aria-label", first.name);
      return link;
    }
    const button = make("button", "point", group.length > 999 ? "999+" : String(group.length));
    button.type = "button";
    button.setAttribute("aria-label", told.many.replace("{n}", group.length));
    button.addEventListener("click", () => {
      x = group.reduce((sum, one) => sum + one.x, 0) / group.length;
      y = group.reduce((sum, one) => sum + one.y, 0) / group.length;
      scale(2);
    });
    return button;
  };

  const drawPoints = (size, wide, high) => {
    const left = x * size - wide / 2, top = y * size - high / 2, cells = new Map();
    for (const point of points) {
      const px = point.x * size - left, py = point.y * size - top;
      if (px < 0 || py < 0 || px > wide || py > high) continue;
      const key = zoom < NEAREST
        ? `${Math.floor((point.x * size) / CELL)}/${Math.floor((point.y * size) / CELL)}`
        : point.code;
      const cell = cells.get(key);
      if (cell) cell.push(point); else cells.set(key, [point]);
    }
    const drawn = [];
    cells.forEach((group) => {
      const element = mark(group), half = group.length > 1 ? 22 : 14;
      const middle = (axis) => group.reduce((sum, one) => sum + one[axis], 0) / group.length;
      put(element, middle("x") * size - left - half, middle("y") * size - top - half);
      const show = () => { tag.textContent = element.getAttribute("aria-label"); tag.hidden = false; };
      element.addEventListener("pointerenter", show);
      element.addEventListener("focus", show);
      drawn.push(element);
    });
    marks.replaceChildren(...drawn);
  };

  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const size = TILE * 2 ** zoom, wide = pane.clientWidth, high = pane.clientHeight;
      drawTiles(size, wide, high);
      drawPoints(size, wide, high);
    });
  };

  const scale = (step) => {
    zoom = Math.min(NEAREST, Math.max(FARTHEST, zoom + step));
    tag.hidden = true;
    draw();
  };
  const move = (dx, dy) => {
    const size = TILE * 2 ** zoom;
    x -= dx / size;
    y -= dy / size;
    draw();
  };

  const listen = () => {
    const held = new Map();
    let apart = 0;
    pane.addEventListener("pointerdown", (event) => {
      if (event.target.closest("a, button")) return;
      held.set(event.pointerId, [event.clientX, event.clientY]);
      pane.setPointerCapture(event.pointerId);
      apart = 0;
    });
    pane.addEventListener("pointermove", (event) => {
      const last = held.get(event.pointerId);
      if (!last) return;
      held.set(event.pointerId, [event.clientX, event.clientY]);
      if (held.size === 1) { move(event.clientX - last[0], event.clientY - last[1]); return; }
      const [one, two] = [...held.values()], now = Math.hypot(one[0] - two[0], one[1] - two[1]);
      if (!apart) apart = now;
      if (now > apart * 1.5) { apart = now; scale(1); }
      if (now < apart / 1.5) { apart = now; scale(-1); }
    });
    for (const name of ["pointerup", "pointercancel"]) {
      pane.addEventListener(name, (event) => { held.delete(event.pointerId); apart = 0; });
    }
    pane.addEventListener("dblclick", () => scale(1));
    pane.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };
      if (steps[event.key]) move(...steps[event.key]);
      else if (event.key === "+" || event.key === "=") scale(1);
      else if (event.key === "-") scale(-1);
      else return;
      event.preventDefault();
    });
    addEventListener("resize", draw);
  };

  const open = () => {
    opener.hidden = true;
    box.hidden = false;
    pane.tabIndex = 0;
    pane.setAttribute("role", "application");
    pane.setAttribute("aria-label", told.label);
    const zooms = make("div", "zoom");
    for (const [sign, label, step] of [["+", told.closer, 1], ["−", told.farther, -1]]) {
      const button = make("button", "", sign);
      button.type = "button";
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => scale(step));
      zooms.append(button);
    }
    pane.append(tiles, marks, tag, zooms);
    if (told.credit) pane.append(make("p", "credit", told.credit));
    box.append(pane);
    listen();
    const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    fetch(told.points)
      .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
      .then((found) => {
        points = found.points.map(([lat, lng, code, name, slug]) => ({ x: across(lng), y: down(lat), code, name, slug }));
        if (points.length) {
          x = middle(points.map((one) => one.x));
          y = middle(points.map((one) => one.y));
        }
        draw();
        pane.focus();
      })
      .catch(() => { box.replaceChildren(make("p", "note", told.failed)); });
  };

  opener.addEventListener("click", open);
  opener.hidden = false;
})();
