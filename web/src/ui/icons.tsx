// SPDX-License-Identifier: MIT
// The icons that the app uses, of one set (Lucide), decorative: their meaning is always in words beside them.

import {
  ArrowDown, ArrowUp, Bell, BookOpen, CalendarDays, Camera, ChartColumn, Check, ChevronLeft, ChevronRight, Clock, Copy, Download, Ellipsis,
  Eye, File, Flag, Hand, History, House, Inbox, Info, Keyboard, KeyRound, Link, List, ListFilter, LockKeyhole, LogOut, Mail, Pencil, Pin, Plus,
  Presentation, ScanFace, Search, Send, Settings, ShieldCheck, Smartphone, Table2, Trash2, TriangleAlert, Undo2, Upload, UserRound,
  UsersRound, X, Zap, TrendingDown, TrendingUp, Languages, WifiOff, Tablet, IdCard,
} from 'lucide-preact';

const ICONS = {
  home: House,
  face: ScanFace,
  person: UserRound,
  people: UsersRound,
  book: BookOpen,
  grid: Table2,
  plus: Plus,
  check: Check,
  cross: X,
  alert: TriangleAlert,
  info: Info,
  back: ChevronLeft,
  forward: ChevronRight,
  up: ArrowUp,
  down: ArrowDown,
  bolt: Zap,
  clock: Clock,
  calendar: CalendarDays,
  search: Search,
  eye: Eye,
  camera: Camera,
  copy: Copy,
  leave: LogOut,
  link: Link,
  pin: Pin,
  file: File,
  edit: Pencil,
  undo: Undo2,
  gear: Settings,
  mail: Mail,
  bell: Bell,
  device: Smartphone,
  key: KeyRound,
  trash: Trash2,
  inbox: Inbox,
  chart: ChartColumn,
  projector: Presentation,
  more: Ellipsis,
  filter: ListFilter,
  lock: LockKeyhole,
  download: Download,
  upload: Upload,
  list: List,
  flag: Flag,
  send: Send,
  hand: Hand,
  shield: ShieldCheck,
  history: History,
  rising: TrendingUp,
  falling: TrendingDown,
  language: Languages,
  keyboard: Keyboard,
  offline: WifiOff,
  tablet: Tablet,
  badge: IdCard,
} as const;

export type IconName = keyof typeof ICONS;

/** `turns`: the icon points along the line of text, so it is mirrored in right-to-left languages. */
export function Icon({ name, turns = false }: { name: IconName; turns?: boolean }) {
  const Drawn = ICONS[name];
  return <Drawn class={turns ? 'icon icon-turns' : 'icon'} aria-hidden="true" focusable="false" />;
}
