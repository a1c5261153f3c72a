// SPDX-License-Identifier: GPL-2.0-or-later
// text.mjs - what the script says, in both languages, and numbers as people read them.
// No document here: the language is given, so that node can test it.

export const WORDS = {
  search: ['Search ID, name, address, type …', '搜索编码、名称、地址、类型…'],
  searchLabel: ['Search devices', '搜索设备'],
  stateLabel: ['State', '状态'],
  ruleLabel: ['Finding', '发现'],
  allStates: ['All states', '全部状态'],
  troubled: ['With problems', '有问题'],
  fine: ['Fine', '正常'],
  allRules: ['All findings', '全部发现'],
  count: ['%1 of %2 devices', '%2 台设备中的 %1 台'],
  countAll: ['%1 devices', '%1 台设备'],
  countOne: ['1 device', '1 台设备'],
  nothing: ['No device fits. Remove a filter.', '没有符合条件的设备，请放宽筛选条件。'],
  state: ['State', '状态'],
  device: ['Device', '设备'],
  verdict: ['Verdict', '结论'],
  life: ['Registered, gaps', '注册与缺口'],
  alive: ['Keepalives', '心跳'],
  messages: ['Messages', '消息'],
  address: ['Address', '地址'],
  caption: ['All devices', '全部设备'],
  fineEvery: ['Fine; a keepalive every %1.', '正常，每 %1发送一次心跳。'],
  fineQuiet: ['Fine; nothing odd was seen.', '正常，未见异常。'],
  copy: ['Copy', '复制'],
  copied: ['Copied: %1', '已复制：%1'],
  copyFrame: ['Copy the Wireshark filter of frame %1', '复制第 %1 帧的 Wireshark 过滤器'],
  from: ['From', '从'],
  to: ['to', '到'],
  clear: ['Clear', '清除'],
  range: ['%1 devices between %2 and %3', '%2 至 %3 之间有 %1 台设备'],
  time: ['%1 – %2', '%1 – %2'],
  show: ['Show them', '查看'],
  folded: ['The messages of this device were left out to keep the file small. Run gbanalyze with --device %1 to see them.',
    '为控制文件大小，未包含该设备的消息。可使用 --device %1 运行 gbanalyze 查看。'],
  back: ['← All devices', '← 全部设备'],
  findings: ['Findings', '发现的问题'],
  about: ['About this device', '设备信息'],
  overTime: ['Over time', '时间线'],
  type: ['Type', '类型'],
  transport: ['Transport', '传输'],
  agent: ['User agent', 'User-Agent'],
  server: ['Server', '平台'],
  median: ['Keepalive interval', '心跳间隔'],
  gaps: ['Gaps', '心跳缺口'],
  filter: ['All its traffic in Wireshark', '在 Wireshark 中查看其全部流量'],
  unknown: ['No device %1 in this report.', '本报告中没有设备 %1。'],
  lifeText: ['registered %1 times, %2 gaps', '注册 %1 次，缺口 %2 个'],
  none: ['–', '–'],
};

export const LANGS = { en: 0, zh: 1 };

export function word(lang, key, ...args) {
  let text = WORDS[key][LANGS[lang]];
  args.forEach((arg, i) => { text = text.split('%' + (i + 1)).join(String(arg)); });
  return text;
}

export function grouped(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

const UNITS = [['d', '天', 86400], ['h', '小时', 3600], ['min', '分', 60], ['s', '秒', 1]];

export function duration(lang, seconds) {
  if (seconds < 120) return (seconds % 1 ? seconds.toFixed(1) : String(seconds)) + ' ' + UNITS[3][LANGS[lang]];
  let rest = Math.round(seconds);
  const parts = [];
  for (const unit of UNITS) {
    const n = Math.floor(rest / unit[2]);
    if (n && parts.length < 2) parts.push(n + ' ' + unit[LANGS[lang]]);
    else if (parts.length) break;
    rest -= n * unit[2];
  }
  return parts.join(' ');
}

// Seconds since 1970 in UTC, as the rest of the report writes times.
export function clock(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
