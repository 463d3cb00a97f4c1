/** System, light or dark. */

import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import styles from './account-menu.module.css';
import { applyTheme, currentTheme } from './theme.ts';
import type { Theme } from './theme.ts';

const THEMES = [
  { theme: 'system', label: 'As the system', icon: <Monitor /> },
  { theme: 'light', label: 'Light', icon: <Sun /> },
  { theme: 'dark', label: 'Dark', icon: <Moon /> },
] as const;

export function ThemeChoice(): ReactElement {
  const [chosen, setChosen] = useState<Theme>(currentTheme);

  const choose = (theme: Theme): void => {
    applyTheme(theme);
    setChosen(theme);
  };
  return (
    <fieldset className={styles.themes}>
      <legend className="visually-hidden">Theme</legend>
      {THEMES.map(({ theme, label, icon }) => (
        <label key={theme} title={label}>
          <input
            type="radio"
            name="theme"
            className="visually-hidden"
            checked={chosen === theme}
            aria-label={label}
            onChange={() => choose(theme)}
          />
          {icon}
        </label>
      ))}
    </fieldset>
  );
}
