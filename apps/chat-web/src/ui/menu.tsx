/** A button that opens a menu: arrows move, Esc and a click elsewhere close, focus comes back. */

import clsx from 'clsx';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import styles from './menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isDangerous?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  /** Added to what the trigger shows. */
  readonly label: string;
  readonly trigger: ReactNode;
  readonly triggerClassName?: string | undefined;
  readonly items: readonly MenuItem[];
  readonly placement: 'above' | 'below';
  /** What stands above the items; not part of the menu for the keyboard. */
  readonly header?: ReactNode;
}

export function Menu(props: MenuProps): ReactElement {
  const { label, trigger, triggerClassName, items, placement, header } = props;
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const closeElsewhere = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false)
        setIsOpen(false);
    };
    document.addEventListener('pointerdown', closeElsewhere);
    return () => document.removeEventListener('pointerdown', closeElsewhere);
  }, [isOpen]);

  const close = (): void => {
    setIsOpen(false);
    button.current?.focus();
  };

  return (
    <div
      ref={root}
      className={styles.root}
      onBlur={(event) => {
        if (
          event.relatedTarget instanceof Node &&
          !event.currentTarget.contains(event.relatedTarget)
        )
          setIsOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        className={clsx(styles.trigger, triggerClassName)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {trigger}
        <span className="visually-hidden">{label}</span>
      </button>
      {isOpen && (
        <div className={clsx(styles.sheet, styles[placement])}>
          {header}
          <MenuItems label={label} items={items} onClose={close} />
        </div>
      )}
    </div>
  );
}

interface MenuItemsProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
}

function MenuItems({ label, items, onClose }: MenuItemsProps): ReactElement {
  const handleKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
      return;
    }
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const next = nextIndex(
      event.key,
      entries.indexOf(document.activeElement as HTMLElement),
      entries.length,
    );
    if (next === undefined) return;
    event.preventDefault();
    entries[next]?.focus();
  };

  return (
    <div role="menu" aria-label={label} tabIndex={-1} onKeyDown={handleKey}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={clsx(styles.item, item.isDangerous === true && styles.dangerous)}
          onClick={() => {
            onClose();
            item.onSelect();
          }}
        >
          {item.icon}
          {item.label}
        </button>
      ))}
    </div>
  );
}

function nextIndex(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return (current + 1) % count;
    case 'ArrowUp':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
