LC_ALL=C  # text() counts bytes
{ magic 10; select_db 0
  string '=1+1' a; string '@x' a; string '+1' a; string '-1,"2' a; string "'x" a; string 'a=1' a
  string "$(printf '\ttab')" a; string "$(printf '\xef\xbc\x9dwide')" a
  expire_ms 1000; string gone a
  end; } > names.rdb
rdbmill keys --csv-guard --now 5 --columns key,ttl,key_b64 names.rdb
echo '# without it they are as they are'
rdbmill keys --columns key names.rdb
