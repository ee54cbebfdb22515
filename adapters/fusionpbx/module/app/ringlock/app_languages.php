<?php

// FusionPBX includes this file in a function of its own: nothing but $text may be left behind.
$text = array_replace($text ?? [], (static function (): array {
    $codes = [
        'en' => ['en-us', 'en-gb'],
        'ar' => ['ar-eg'],
        'de' => ['de-de', 'de-at', 'de-ch'],
        'es' => ['es-cl', 'es-mx'],
        'fr' => ['fr-fr', 'fr-ca'],
        'it' => ['it-it'],
        'ja' => ['ja-jp'],
        'nl' => ['nl-nl'],
        'pt' => ['pt-pt', 'pt-br'],
        'zh' => ['zh-cn'],
    ];
    $texts = [];
    foreach ($codes as $language => $names) {
        foreach (require __DIR__ . "/languages/$language.php" as $name => $words) {
            foreach ($names as $code) {
                $texts["ringlock-$name"][$code] = $words;
            }
        }
    }
    return $texts;
})());
