/** The gallery: every framework that has a guide, one entry each. Icons are the brands' own (simple-icons, CC0). */
import {
  siExpress,
  siFlask,
  siGo,
  siJavascript,
  siNextdotjs,
  siNuxt,
  siReact,
  siSpringboot,
  siSvelte,
  siVuedotjs,
} from 'simple-icons';
import type { ApplicationType } from './application.ts';
import type { Guide } from './guides/guide.ts';

export type BrandIcon = { path: string; hex: string };

export type GalleryType = ApplicationType;

export const galleryTypes: readonly GalleryType[] = ['Traditional', 'SPA', 'Native', 'MachineToMachine'];

export type Framework = {
  id: string;
  name: string | { en: string; ja: string };
  type: GalleryType;
  /** What the card says below the name: the package it uses. */
  about: string;
  icon: BrandIcon | null;
  /** Stands on *Get started*. */
  featured?: boolean;
  guide: () => Promise<Guide>;
};

const standard = () => import('./guides/standard.ts');

export const frameworks: readonly Framework[] = [
  {
    id: 'flask',
    name: 'Flask',
    type: 'Traditional',
    about: 'Python · logto',
    icon: siFlask,
    featured: true,
    guide: async () => (await import('./guides/flask.ts')).flask,
  },
  {
    id: 'express',
    name: 'Express',
    type: 'Traditional',
    about: 'Node.js · @logto/express',
    icon: siExpress,
    featured: true,
    guide: async () => (await import('./guides/express.ts')).express,
  },
  {
    id: 'next',
    name: 'Next.js',
    type: 'Traditional',
    about: 'App Router · @logto/next',
    icon: siNextdotjs,
    featured: true,
    guide: async () => (await import('./guides/next.ts')).next,
  },
  {
    id: 'react',
    name: 'React',
    type: 'SPA',
    about: '@logto/react',
    icon: siReact,
    featured: true,
    guide: async () => (await import('./guides/react.ts')).react,
  },
  {
    id: 'vue',
    name: 'Vue',
    type: 'SPA',
    about: '@logto/vue',
    icon: siVuedotjs,
    featured: true,
    guide: async () => (await import('./guides/vue.ts')).vue,
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    type: 'SPA',
    about: '@logto/browser',
    icon: siJavascript,
    guide: async () => (await import('./guides/javascript.ts')).javascript,
  },
  {
    id: 'sveltekit',
    name: 'SvelteKit',
    type: 'Traditional',
    about: '@logto/sveltekit',
    icon: siSvelte,
    guide: async () => (await import('./guides/sveltekit.ts')).sveltekit,
  },
  {
    id: 'nuxt',
    name: 'Nuxt',
    type: 'Traditional',
    about: '@logto/nuxt',
    icon: siNuxt,
    guide: async () => (await import('./guides/nuxt.ts')).nuxt,
  },
  {
    id: 'spring-boot',
    name: 'Spring Boot',
    type: 'Traditional',
    about: 'Spring Security',
    icon: siSpringboot,
    guide: async () => (await import('./guides/spring-boot.ts')).springBoot,
  },
  {
    id: 'go',
    name: 'Go',
    type: 'Traditional',
    about: 'x/oauth2 + go-oidc',
    icon: siGo,
    guide: async () => (await import('./guides/go.ts')).go,
  },
  {
    id: 'machine-to-machine',
    name: { en: 'Machine-to-machine', ja: 'マシン間通信' },
    type: 'MachineToMachine',
    about: 'curl · @logto/api',
    icon: null,
    featured: true,
    guide: async () => (await import('./guides/machine.ts')).machine,
  },
  {
    id: 'traditional',
    name: { en: 'Any web app', ja: 'その他の Web アプリ' },
    type: 'Traditional',
    about: 'OpenID Connect',
    icon: null,
    guide: async () => (await standard()).traditional,
  },
  {
    id: 'spa',
    name: { en: 'Any single-page app', ja: 'その他の SPA' },
    type: 'SPA',
    about: 'OpenID Connect · PKCE',
    icon: null,
    guide: async () => (await standard()).singlePage,
  },
  {
    id: 'native',
    name: { en: 'Any native app', ja: 'その他のネイティブアプリ' },
    type: 'Native',
    about: 'OpenID Connect · PKCE',
    icon: null,
    guide: async () => (await standard()).native,
  },
];

const fallback: Partial<Record<ApplicationType, string>> = {
  SPA: 'spa',
  Native: 'native',
  MachineToMachine: 'machine-to-machine',
};

/** The framework of an application, or the general entry of its type where none was chosen. */
export const frameworkOf = (type: ApplicationType, id: string | undefined): Framework => {
  const found =
    frameworks.find((one) => one.id === id && one.type === type) ??
    frameworks.find((one) => one.id === (fallback[type] ?? 'traditional'));
  if (!found) throw new Error(`There is no guide for applications of type ${type}.`);
  return found;
};

export const nameOfFramework = (framework: Framework, language: 'en' | 'ja'): string =>
  typeof framework.name === 'string' ? framework.name : framework.name[language];
