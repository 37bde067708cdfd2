/** The emoji that are at hand in the composer; systems bring pickers of their own for all others. */
export const emojiGroups: readonly (readonly string[])[] = [
  '😀 😄 😁 😅 😂 🤣 🙂 😉 😊 😇 🥰 😍 🤩 😘 😋 😜 🤪 🤗 🤭 🤔 🤨 😐 🙄 😏 😴 🤤 😎 🤓 🥳 😢 😭 😤 😡 🤯 😳 🥺 😱 😬 🤒 🤧 😈 👻 🤖 💩',
  '👍 👎 👌 ✌️ 🤞 🤘 🤙 👋 🙌 👏 🙏 🤝 💪 ✍️ 👀 🧠 🫶 🤷 🤦 💁 🙋 🏃 💃 🕺',
  '❤️ 🧡 💛 💚 💙 💜 🖤 💔 💯 ✨ 🔥 🎉 🎂 🎁 🏆 🥇 ⭐ ⚡ 💡 📌 📎 📅 ⏰ ✅ ❌ ❓ ❗ 🔒 🔔 💬',
  '☕ 🍵 🍺 🍷 🍕 🍔 🍟 🌮 🍣 🍜 🥗 🍎 🍌 🍓 🍰 🍪 🍫 🍿',
  '🐶 🐱 🦊 🐻 🐼 🐸 🐵 🐔 🦄 🐝 🦋 🌱 🌻 🌈 ☀️ 🌙 ❄️ 🌊 🏔️ 🏖️ 🏠 🚗 🚲 ✈️ 🚀 ⚽ 🏀 🎸 🎬 📷 💻 📱',
].map((group) => group.split(' '))
