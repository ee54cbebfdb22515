<?php

class text
{
    public function get($language = null, $path = null, bool $withoutGlobal = false): array
    {
        $text = [];
        $file = PROJECT_ROOT . '/' . trim($path ?? 'resources', '/') . '/app_languages.php';
        if (is_file($file)) {
            include $file;
        }
        $language = $language ?? $_SESSION['domain']['language']['code'] ?? 'en-us';
        return array_map(fn (array $words) => empty($words[$language]) ? $words['en-us'] : $words[$language], $text);
    }
}
