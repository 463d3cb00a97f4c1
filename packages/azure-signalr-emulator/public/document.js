/** Small changes to the document: what has not changed is not touched, so that focus and selection stay. */

export function element(name, properties = {}, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}

export function byId(id) {
  return document.getElementById(id);
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Gives `parent` one child for each item, in the order of the items. A child stays as long as its key does.
 * `create` makes an empty one; `update` fills it.
 */
export function updateChildren(parent, items, { keyOf, create, update }) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let previous;
  for (const item of items) {
    const key = keyOf(item);
    let child = known.get(key);
    known.delete(key);
    if (child === undefined) {
      child = create(item);
      child.dataset.key = key;
    }
    const place = previous === undefined ? parent.firstElementChild : previous.nextElementSibling;
    if (child !== place) parent.insertBefore(child, place);
    update(child, item);
    previous = child;
  }
  // Not by key: items may share one.
  const kept = previous ?? null;
  while (parent.lastElementChild !== kept) parent.lastElementChild.remove();
}

/** A list of terms and their values. */
export function updateFacts(list, facts) {
  updateChildren(list, facts, {
    keyOf: ([term]) => term,
    create: ([term]) => element('div', {}, element('dt', { textContent: term }), element('dd')),
    update: (pair, [, value]) => setText(pair.lastElementChild, value),
  });
}
