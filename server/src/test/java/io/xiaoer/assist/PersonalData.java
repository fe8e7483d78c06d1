package io.xiaoer.assist;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Made-up people, each with a way to write them down; the seed tells them all. */
final class PersonalData {
  private static final String[] FAMILIES =
      "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 欧阳 司马 上官 诸葛".split(" ", -1);
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲建国志文晓雪宇浩然梓涵";
  private static final String[] CITIES = {
    "浙江省杭州市西湖区",
    "上海市浦东新区",
    "广东省深圳市南山区",
    "北京市朝阳区",
    "四川省成都市武侯区",
    "江苏苏州市工业园区",
    "湖北省武汉市洪山区",
    "新疆维吾尔自治区乌鲁木齐市天山区",
    "广西壮族自治区南宁市青秀区",
    "河南省郑州市金水区",
    "山东省青岛市市南区",
    "重庆市渝北区"
  };
  private static final String[] ROADS = {
    "文三路", "世纪大道", "科技园南路", "建国路", "人民南路", "星湖街", "珞喻路", "幸福巷", "民族大道", "花园路", "香港中路", "龙溪街道"
  };
  private static final String[] PLACES = {"阳光花园", "锦绣公寓", "万达广场", "金色家园", "紫荆苑", "和平小区", "创业大厦"};

  private final Random random;

  PersonalData(long seed) {
    random = new Random(seed);
  }

  record Person(String name, String phone, String address, String order) {
    List<String> all() {
      return List.of(name, phone, address, order);
    }
  }

  List<Person> people(int count) {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      people.add(new Person(name(), phone(), address(), digits("37", 17)));
    }
    return people;
  }

  /** As customers paste it, in one of several ways. */
  String line(Person who) {
    return switch (random.nextInt(6)) {
      case 0 -> "收件人：%s，电话%s，地址%s，订单%s 到哪了".formatted(who.name, who.phone, who.address, who.order);
      case 1 -> "%s %s %s\n单号%s".formatted(who.name, who.phone, who.address, who.order);
      case 2 -> "帮我改地址：%s，%s，%s。订单号是%s".formatted(who.address, who.name, who.phone, who.order);
      case 3 -> "我叫%s，订单号%s，手机%s，送到%s".formatted(who.name, who.order, who.phone, who.address);
      case 4 -> "%s；%s；%s；%s".formatted(who.order, who.address, who.phone, who.name);
      default ->
          "你好，%s这单什么时候发？\n收货人:%s\n联系电话:%s\n收货地址:%s"
              .formatted(who.order, who.name, who.phone, who.address);
    };
  }

  private String name() {
    StringBuilder name = new StringBuilder(one(FAMILIES));
    for (int i = name.length() > 1 ? 1 : 1 + random.nextInt(2); i > 0; i--) {
      name.append(GIVEN.charAt(random.nextInt(GIVEN.length())));
    }
    return name.toString();
  }

  private String phone() {
    String digits = "1" + (3 + random.nextInt(7)) + digits("", 9);
    return switch (random.nextInt(4)) {
      case 0 -> digits.substring(0, 3) + "-" + digits.substring(3, 7) + "-" + digits.substring(7);
      case 1 -> digits.substring(0, 3) + " " + digits.substring(3, 7) + " " + digits.substring(7);
      case 2 -> "+86" + digits;
      default -> digits;
    };
  }

  private String address() {
    String road = one(CITIES) + one(ROADS) + (1 + random.nextInt(900)) + "号";
    return switch (random.nextInt(4)) {
      case 0 ->
          road
              + String.format(
                  Locale.ROOT,
                  "%s%d栋%d单元%d%02d室",
                  one(PLACES),
                  1 + random.nextInt(30),
                  1 + random.nextInt(4),
                  1 + random.nextInt(30),
                  1 + random.nextInt(8));
      case 1 -> road + one(PLACES);
      case 2 ->
          road + one(PLACES) + (1 + random.nextInt(20)) + "-" + (1 + random.nextInt(3)) + "-501";
      default -> road;
    };
  }

  private String digits(String begin, int count) {
    StringBuilder digits = new StringBuilder(begin);
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }
}
