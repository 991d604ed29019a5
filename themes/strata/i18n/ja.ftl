# テーマの文言。サイトは自分の i18n/ でどれでも置き換えられる。

strata-skip = 本文へ移動
strata-main = メインナビゲーション
strata-footer = フッター
strata-languages = 言語
strata-breadcrumbs = パンくずリスト
strata-home = ホーム
strata-theme = テーマ
    .light = ライト
    .system = システム
    .dark = ダーク
strata-search = 検索
    .placeholder = このサイトを検索
    .close = 閉じる
    .found = 見つかったページ: #
    .nothing = この言葉を含むページはありません。
    .failed = 検索を読み込めませんでした。もう一度お試しください。
strata-hero-drawing = 積み重なった層

# 記事
strata-toc = このページの内容
strata-updated = { $date }更新
strata-reading-time = 約{ $minutes }分で読めます
strata-edit = このページを編集
strata-related = 関連記事
strata-siblings = 前後のページ
strata-previous = 前へ
strata-next = 次へ
strata-newer = 新しい記事
strata-older = 古い記事
strata-untranslated = このページはまだ翻訳されていません。以下は次の言語の原文です：
strata-callout =
    .note = 補足
    .tip = ヒント
    .important = 重要
    .warning = 警告
    .caution = 注意

# 一覧
strata-all-of = 「{ $title }」をすべて見る
strata-all-pages = { $title }：全ページ
strata-overview = 概要
strata-pages = { $count }ページ
strata-pagination = この一覧のページ
strata-page-of = { $pages }ページ中{ $page }ページ目
strata-archive-parts = このアーカイブの内訳

strata-not-found = この層には何もありません
    .title = ページが見つかりません
    .lead = このアドレスのページはありません。移動したか、リンクが間違っている可能性があります。
    .home = ホームへ戻る

# コンポーネント
strata-props = { $component } のプロパティ
    .prop = プロパティ
    .type = 型
    .default = 既定値
    .meaning = 意味
    .required = 必須
    .none = なし
    .empty = プロパティはありません。
    .slots = スロット：
    .size = このアイランドだけのページは、brotli で { $bytes } バイト（非圧縮で { $raw } バイト）のスクリプトと WebAssembly を読み込みます。
    .quiet = スクリプトは送りません。
